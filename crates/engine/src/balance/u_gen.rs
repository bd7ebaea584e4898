//! U-Gen: `GET /credits/balance`, a page of `/credits/transactions`, and its errors (CATALOG-FACTS.md, 5.3 and 5.4).

use super::{Balance, Held, MAX_ROWS, Provider, Transaction, amount, open, quantity, told, words};
use crate::issue::{Code, Issue};
use crate::read::{At, Problems, brief, plain};
use crate::units::Units;
use serde_json::Value;

/// The account as one pack without expiry.
fn account(total: Option<Units>, remaining: Option<Units>) -> Held {
    Held {
        id: Some("account".to_owned()),
        name: Some("Credits of the account".to_owned()),
        pool: Some("credits".to_owned()),
        kind: Some("credits".to_owned()),
        total,
        remaining,
        status: Some("online".to_owned()),
        ..Held::default()
    }
}

pub(super) fn balance(value: &Value) -> Balance {
    let problems = Problems::new();
    let mut notes = Vec::new();
    let root = At::root(value, &problems);
    let (mut packs, mut reserved) = (Vec::new(), None);
    if let Some(f) = open(&root) {
        let total = quantity(&f, "credit_balance", &mut notes);
        reserved = quantity(&f, "credit_reserved", &mut notes);
        let told = quantity(&f, "available_credits", &mut notes);
        let worked_out = total.zip(reserved).and_then(|(total, reserved)| total.minus(reserved));
        match (told, worked_out) {
            (Some(told), Some(worked_out)) if told != worked_out => {
                let words = format!("{told} are told to be available; balance less reserved is {worked_out}");
                notes.push(Issue::warning("available_credits", Code::CONTRADICTION, words));
            }
            (None, None) => {
                let words = "neither told nor to be worked out: what is available stays unknown";
                notes.push(Issue::warning("available_credits", Code::MISSING, words));
            }
            _ => {}
        }
        if let (Some(total), Some(reserved)) = (total, reserved)
            && reserved > total
        {
            let words = format!("more is reserved ({reserved}) than there is ({total})");
            notes.push(Issue::warning("credit_reserved", Code::CONTRADICTION, words));
        }
        // what it is by the rule, available = balance - reserved; else as told
        packs.push(account(total, worked_out.or(told)));
    }
    Balance { provider: Provider::UGen, packs, reserved, transactions: Vec::new(), issues: told(problems, notes) }
}

pub(super) fn transactions(value: &Value) -> Balance {
    let problems = Problems::new();
    let mut notes = Vec::new();
    let root = At::root(value, &problems);
    let top = open(&root);
    let number = |key: &str| top.as_ref().and_then(|f| f.get(key)).and_then(|at| at.whole(0, 1 << 40));
    let (page, pages) = (number("page"), number("total_pages"));
    let rows = top.as_ref().and_then(|f| f.get("items")).and_then(|at| {
        let rows = at.list()?;
        if rows.len() > MAX_ROWS {
            let _: Option<()> = at.wrong(Code::TOO_MANY, format!("only the first {MAX_ROWS} transactions are read"));
        }
        Some(rows)
    });
    let cut = rows.as_ref().is_some_and(|rows| rows.len() > MAX_ROWS);
    let mut read: Vec<Transaction> = Vec::new();
    for at in rows.unwrap_or_default().iter().take(MAX_ROWS) {
        // a row that cannot be read keeps its place: the next one is not the newest because of it
        let Some(f) = open(at) else {
            read.push(Transaction::default());
            continue;
        };
        let moved = amount(&f, "amount");
        let row = Transaction {
            kind: words(&f, "type"),
            amount: moved.as_ref().map(|(text, _)| text.clone()),
            before: quantity(&f, "balance_before", &mut notes),
            after: quantity(&f, "balance_after", &mut notes),
        };
        if let (Some((text, moved)), Some(before), Some(after)) = (moved, row.before, row.after)
            && i128::from(before.thousandths()) + moved != i128::from(after.thousandths())
        {
            let words = format!("{before} and {} do not make {after}", brief(&text));
            notes.push(Issue::warning(format!("{}.balance_after", at.path()), Code::CONTRADICTION, words));
        }
        read.push(row);
    }
    // newest first or oldest first: whichever way the rows chain better
    let breaks = |newest_first: bool| {
        let mut breaks = Vec::new();
        for (index, pair) in read.windows(2).enumerate() {
            let (older, newer) = if newest_first { (&pair[1], &pair[0]) } else { (&pair[0], &pair[1]) };
            if let (Some(after), Some(before)) = (older.after, newer.before)
                && after != before
            {
                breaks.push((index + usize::from(!newest_first), after, before));
            }
        }
        breaks
    };
    let newest_first = breaks(true).len() <= breaks(false).len();
    for (index, after, before) in breaks(newest_first) {
        let words = format!(
            "the one before it ended with {after}, this one begins with {before}: something is missing between"
        );
        notes.push(Issue::warning(format!("items[{index}].balance_before"), Code::CONTRADICTION, words));
    }
    let newest = if newest_first { read.first() } else { read.last() };
    // the newest of another page is not the newest of all, nor is the last of those that were read
    let last = if cut && !newest_first {
        false
    } else if newest_first {
        page.is_none_or(|page| page <= 1)
    } else {
        page.zip(pages).is_none_or(|(at, all)| at == all)
    };
    if newest.is_some() && !last {
        let words = "this page does not hold the newest transactions: what is left stays unknown";
        notes.push(Issue::warning("page", Code::ASSUMPTION, words));
    }
    let packs = newest.map(|row| row.after.filter(|_| last)).map(|after| account(after, after)).into_iter().collect();
    if newest.is_some() {
        let words = "transactions do not tell what is reserved: less may be available";
        notes.push(Issue::note("", Code::ASSUMPTION, words));
    }
    Balance { provider: Provider::UGen, packs, reserved: None, transactions: read, issues: told(problems, notes) }
}

/// An error envelope, `{error: {code, message, details}}` or `{detail: [...]}`.
pub(super) fn failure(value: &Value) -> Balance {
    let part = |value: &Value, key: &str| match value.get(key) {
        Some(Value::String(text)) => Some(brief(text)),
        Some(Value::Number(number)) => Some(plain(number)),
        _ => None,
    };
    let issue = if let Some(error) = value.get("error") {
        let code = part(error, "code").unwrap_or_default();
        let message = part(error, "message").unwrap_or_default();
        let details = error.get("details").unwrap_or(&Value::Null);
        let more = match (part(details, "required"), part(details, "available")) {
            (Some(required), Some(available)) => format!("; {required} needed, {available} available"),
            _ => String::new(),
        };
        let words = format!("U-Gen answers {code} (\"{message}\"){more}: {}", meaning(&code));
        Issue::error("error.code", Code::VENDOR_ERROR, words)
    } else {
        let first = value.get("detail").and_then(|detail| detail.get(0));
        let message = first.and_then(|first| part(first, "msg")).unwrap_or_default();
        Issue::error("detail", Code::VENDOR_ERROR, format!("U-Gen refuses the request's fields: {message}"))
    };
    Balance {
        provider: Provider::UGen,
        packs: Vec::new(),
        reserved: None,
        transactions: Vec::new(),
        issues: vec![issue],
    }
}

fn meaning(code: &str) -> &'static str {
    match code {
        "INSUFFICIENT_CREDITS" => "what is available does not pay for the job, so it was not started",
        "UNAUTHORIZED" | "INVALID_API_KEY" => "the key was not accepted; trying again does not help",
        "RATE_LIMITED" | "RATE_LIMIT_EXCEEDED" | "TOO_MANY_REQUESTS" => "too many requests: wait, then try again",
        _ => "there is no balance in this answer",
    }
}
