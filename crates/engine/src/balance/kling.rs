//! Kling: `GET /account/costs`, as documented and as seen (CATALOG-FACTS.md, 4.2 and 4.4).

use super::{Balance, Held, MAX_ROWS, Provider, guess, moment, open, quantity, told, words};
use crate::decimal;
use crate::issue::{Code, Issue};
use crate::read::{At, Fields, Problems, brief, plain};
use serde_json::Value;

/// The key of the list of packs.
pub(super) const LIST: &str = "resource_pack_subscribe_infos";
const STATUSES: [&str; 4] = ["toBeOnline", "online", "expired", "runOut"];

pub(super) fn balance(value: &Value) -> Balance {
    let problems = Problems::new();
    let mut notes = Vec::new();
    let packs = envelope(&At::root(value, &problems), &mut notes);
    let issues = told(problems, notes);
    Balance { provider: Provider::Kling, packs, reserved: None, transactions: Vec::new(), issues }
}

fn envelope(root: &At<'_>, notes: &mut Vec<Issue>) -> Vec<Held> {
    let Some(top) = open(root) else { return Vec::new() };
    let mut failed = error(&top, "code", "message");
    // somebody may paste the inner part alone
    let inner = match top.get("data") {
        Some(at) => open(&at),
        None => open(root),
    };
    let Some(data) = inner else { return Vec::new() };
    if top.get("data").is_some() {
        failed |= error(&data, "code", "msg");
    }
    let Some(list) = data.get(LIST) else {
        if !failed {
            let words = "the answer has no list of packs: that is how Kling answers for an account without any";
            notes.push(Issue::note("data.resource_pack_subscribe_infos", Code::ASSUMPTION, words));
        }
        return Vec::new();
    };
    let Some(rows) = list.list() else { return Vec::new() };
    if rows.len() > MAX_ROWS {
        let _: Option<()> = list.wrong(Code::TOO_MANY, format!("only the first {MAX_ROWS} packs are read"));
    }
    let mut packs: Vec<Held> = Vec::new();
    for at in rows.iter().take(MAX_ROWS) {
        let Some(held) = pack(at, notes) else { continue };
        if held.id.is_some() && packs.iter().any(|other| other.id == held.id) {
            let path = format!("{}.resource_pack_id", at.path());
            notes.push(Issue::warning(path, Code::DUPLICATE_ID, "the same pack is listed twice"));
        }
        packs.push(held);
    }
    packs
}

fn pack(at: &At<'_>, notes: &mut Vec<Issue>) -> Option<Held> {
    let f = open(at)?;
    let name = words(&f, "resource_pack_name");
    let mut held = Held {
        id: words(&f, "resource_pack_id"),
        kind: words(&f, "resource_pack_type"),
        total: quantity(&f, "total_quantity", notes),
        remaining: quantity(&f, "remaining_quantity", notes),
        status: words(&f, "status"),
        purchased: moment(&f, "purchase_time", notes),
        effective: moment(&f, "effective_time", notes),
        expires: moment(&f, "invalid_time", notes),
        ..Held::default()
    };
    let path = |key: &str| format!("{}.{key}", at.path());
    let mut warn = |key: &str, code, words: String| notes.push(Issue::warning(path(key), code, words));
    for key in ["resource_pack_name", "remaining_quantity", "status", "effective_time", "invalid_time"] {
        if f.get(key).is_none() {
            warn(key, Code::MISSING, "not told: it stays unknown".to_owned());
        }
    }
    match held.kind.as_deref() {
        // as the documentation misspells it
        Some("decreasing_toal") => held.kind = Some("decreasing_total".to_owned()),
        None | Some("decreasing_total" | "constant_period") => {}
        Some(other) => {
            let words = format!("nobody here knows the type `{}`; it is kept", brief(other));
            warn("resource_pack_type", Code::UNKNOWN_VALUE, words);
        }
    }
    if let Some(other) = held.status.as_deref().filter(|status| !STATUSES.contains(status)) {
        let words = format!("nobody here knows the status `{}`; it is kept, and its times are gone by", brief(other));
        warn("status", Code::UNKNOWN_VALUE, words);
    }
    if let (Some(total), Some(remaining)) = (held.total, held.remaining)
        && remaining > total
    {
        warn("remaining_quantity", Code::CONTRADICTION, format!("more is left ({remaining}) than it held ({total})"));
    }
    if let (Some(effective), Some(expires)) = (held.effective, held.expires)
        && expires <= effective
    {
        warn("invalid_time", Code::CONTRADICTION, "it ends before it begins".to_owned());
    }
    if held.status.as_deref() == Some("runOut")
        && let Some(remaining) = held.remaining.filter(|&units| units > crate::units::Units::ZERO)
    {
        let words = format!("said to be used up, and {remaining} are left: the figure lags up to twelve hours");
        warn("remaining_quantity", Code::CONTRADICTION, words);
    }
    if let Some(name) = &name {
        held.pool = guess::pool(name).map(str::to_owned);
        held.tier = guess::tier(name);
        let (pool, tier) = (held.pool.as_deref(), held.tier);
        let words = match (pool, tier) {
            (Some(pool), Some(tier)) => format!("by its name taken for a pack of {tier} in the pool {pool}"),
            (Some(pool), None) => format!("by its name taken for a pack of the pool {pool}; the size is not said"),
            (None, Some(tier)) => format!("by its name taken for a pack of {tier}; choose its pool"),
            (None, None) => "its name says neither pool nor size: choose its pool".to_owned(),
        };
        let code = if pool.is_some() { Code::ASSUMPTION } else { Code::UNKNOWN_POOL };
        let path = path("resource_pack_name");
        notes.push(if pool.is_some() { Issue::note(path, code, words) } else { Issue::warning(path, code, words) });
    }
    held.name = name;
    Some(held)
}

/// Says what an error code means; whether there was one.
fn error(f: &Fields<'_>, code: &str, message: &str) -> bool {
    let Some(at) = f.get(code) else { return false };
    // JavaScript hands every number over as a float
    let number = match at.value() {
        Value::Number(number) => decimal::read(&plain(number), 0).ok(),
        // some clients make texts of numbers
        Value::String(text) => decimal::read(text, 0).ok(),
        _ => None,
    };
    let Some(number) = number.and_then(|number| i64::try_from(number).ok()) else {
        // nobody knows whether it is an error, so it is not taken for an account without packs
        let _: Option<()> = at.wrong(Code::WRONG_TYPE, "a whole number was expected here");
        return true;
    };
    if number == 0 {
        return false;
    }
    let said = f.get(message).and_then(|at| at.value().as_str().map(brief)).unwrap_or_default();
    let said = if said.is_empty() { String::new() } else { format!(" (\"{said}\")") };
    let _: Option<()> = at.wrong(Code::VENDOR_ERROR, format!("Kling answers {number}{said}: {}", meaning(number)));
    true
}

/// What Kling's error codes mean (CATALOG-FACTS.md, 4.2) and whether trying again helps.
#[must_use]
pub(super) fn meaning(code: i64) -> &'static str {
    match code {
        1000 => "the authentication failed; trying again does not help",
        1001 => "there was no authentication header; trying again does not help",
        1002 => "the authentication is not valid, e.g. an unknown key; trying again does not help",
        1003 => "the token is not valid yet: compare the clocks",
        1004 => "the token has expired: sign a new one",
        1100 => "something is wrong with the account; trying again does not help",
        1101 => "the account is in arrears; trying again does not help",
        1102 => "the pack is used up or expired; trying again does not help",
        1103 => "the account may not use this API or model; trying again does not help",
        1200 | 1201 => "the request's parameters are wrong",
        1202 => "the method is wrong",
        1203 => "there is no such resource or model",
        1300 | 1301 => "refused by the platform's rules for content",
        1302 => "too many requests: wait, then try again",
        1303 => "more at once than the packs' concurrency, or too many requests: wait, then try again",
        1304 => "this address is not on the account's list of allowed ones",
        5000 => "an error inside Kling: try again later",
        5001 => "Kling is under maintenance: try again later",
        5002 => "Kling took too long: try again later",
        _ => "nobody here knows this code",
    }
}
