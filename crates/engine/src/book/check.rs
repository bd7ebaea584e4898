//! The checker: a book out of JSON, or everything that is wrong with it.

use super::job;
use super::locate;
use super::offers;
use super::rows::{
    Billing, Book, Dispute, Effective, Evidence, Figure, Life, MinimumOrder, Note, Pack, Pool, Provider, Rate,
    Retirement, Source,
};
use crate::issue::{Code, Issue};
use crate::read::{At, Fields, Problems, brief};
use crate::units::Units;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// The largest book that is read: 4 MiB. The shipped ones have about 60 kB.
pub const MAX_BYTES: usize = 4 << 20;

impl Book {
    /// Reads and checks a book.
    ///
    /// # Errors
    /// Every problem that was found, each with its path.
    pub fn read(json: &str) -> Result<Self, Vec<Issue>> {
        if json.len() > MAX_BYTES {
            let words = format!(
                "this file has {} bytes; a price book has at most 4 MiB ({MAX_BYTES} bytes), so it was not read",
                json.len()
            );
            return Err(vec![Issue::error("", Code::TOO_LARGE, words)]);
        }
        let value = match serde_json::from_str(json) {
            Ok(value) => value,
            Err(_) if json.trim().is_empty() => {
                return Err(vec![Issue::error("", Code::NOT_JSON, "the file is empty: there is no price book in it")]);
            }
            Err(_) if json.starts_with('\u{feff}') => {
                let words = "the file begins with an invisible byte order mark; save it as UTF-8 without one";
                return Err(vec![Issue::error("", Code::NOT_JSON, words)]);
            }
            Err(error) => return Err(vec![locate::not_json(json, &error)]),
        };
        // serde_json keeps the last of two equal keys without a word, and so could hide a price
        let mut repeated = locate::repeated_keys(json);
        match Self::from_value(&value) {
            Ok(book) if repeated.is_empty() => Ok(book),
            Ok(_) => Err(repeated),
            Err(issues) => {
                repeated.extend(issues);
                Err(repeated)
            }
        }
    }

    /// Checks a book that is already JSON.
    ///
    /// # Errors
    /// Every problem that was found, each with its path.
    pub fn from_value(value: &Value) -> Result<Self, Vec<Issue>> {
        let problems = Problems::new();
        let book = book(&At::root(value, &problems));
        references(value, &problems);
        offers::references(value, &problems);
        problems.into_result(book)
    }
}

fn book(at: &At<'_>) -> Option<Book> {
    let f = at.fields(&[
        "$schema",
        "format",
        "id",
        "provider",
        "edition",
        "title",
        "currency",
        "effective",
        "checked",
        "notes",
        "sources",
        "pools",
        "packs",
        "rates",
        "job",
        "sellers",
        "offers",
    ])?;
    let format = f.need("format").and_then(|at| at.whole(1, 1));
    let id = f.need("id").and_then(|at| at.id());
    let provider = f.need("provider").and_then(|at| provider(&at));
    let edition = f.need("edition").and_then(|at| at.id());
    let title = text(&f, "title");
    let currency = f.need("currency").and_then(|at| currency(&at));
    let effective = f.need("effective").and_then(|at| effective(&at));
    let checked = date(&f, "checked");
    let notes = rows(&f, "notes", note);
    let sources = rows(&f, "sources", source);
    let pools = rows(&f, "pools", pool);
    let packs = rows(&f, "packs", pack);
    let rates = rows(&f, "rates", rate);
    let job = match f.get("job") {
        None => Some(None),
        Some(at) => job::read(&at).map(Some),
    };
    let sellers = offers::list(&f, "sellers", offers::seller);
    let offers = offers::list(&f, "offers", offers::offer);
    let book = Book {
        format: u32::try_from(format?).ok()?,
        id: id?,
        provider: provider?,
        edition: edition?,
        title: title?,
        currency: currency?,
        effective: effective?,
        checked: checked?,
        notes: notes?,
        sources: sources?,
        pools: pools?,
        packs: packs?,
        rates: rates?,
        job: job?,
        sellers: sellers?,
        offers: offers?,
    };
    job::references(at, &book);
    Some(book)
}

pub(super) fn rows<'a, T>(f: &Fields<'a>, key: &str, row: impl Fn(&At<'a>) -> Option<T>) -> Option<Vec<T>> {
    let entries = f.need(key)?.list()?;
    // every row is read, so that every problem is found, before the first bad one makes the list unusable
    let read: Vec<Option<T>> = entries.iter().map(row).collect();
    read.into_iter().collect()
}

pub(super) fn text(f: &Fields<'_>, key: &str) -> Option<String> {
    let at = f.need(key)?;
    let text = at.text()?;
    if text.trim().is_empty() {
        return at.wrong(Code::EMPTY, "a text was expected here");
    }
    Some(text.to_owned())
}

pub(super) fn optional_text(f: &Fields<'_>, key: &str) -> Option<Option<String>> {
    match f.nullable(key)? {
        None => Some(None),
        Some(at) => at.text().map(|text| Some(text.to_owned())),
    }
}

pub(super) fn optional_id(f: &Fields<'_>, key: &str) -> Option<Option<String>> {
    match f.nullable(key)? {
        None => Some(None),
        Some(at) => at.id().map(Some),
    }
}

pub(super) fn date(f: &Fields<'_>, key: &str) -> Option<Option<crate::date::Date>> {
    match f.nullable(key)? {
        None => Some(None),
        Some(at) => at.date().map(Some),
    }
}

pub(super) fn figure<'a, T>(f: &Fields<'a>, key: &str, read: impl Fn(&At<'a>) -> Option<T>) -> Option<Figure<T>> {
    match f.nullable(key)? {
        None => Some(Figure::Unknown),
        Some(at) => read(&at).map(Figure::Known),
    }
}

pub(super) fn positive_units(at: &At<'_>) -> Option<Units> {
    let units = at.units()?;
    if units == Units::ZERO {
        return at.wrong(Code::TOO_SMALL, "units are more than zero; an unknown figure is null");
    }
    Some(units)
}

fn provider(at: &At<'_>) -> Option<Provider> {
    let f = at.fields(&["id", "name"])?;
    let id = f.need("id").and_then(|at| at.id());
    let name = text(&f, "name");
    Some(Provider { id: id?, name: name? })
}

pub(super) fn currency(at: &At<'_>) -> Option<String> {
    let text = at.text()?;
    if text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_uppercase()) {
        Some(text.to_owned())
    } else {
        at.wrong(Code::UNKNOWN_VALUE, "a currency is three capital letters (ISO 4217), e.g. USD")
    }
}

fn effective(at: &At<'_>) -> Option<Effective> {
    let f = at.fields(&["from", "until"])?;
    let from = date(&f, "from");
    let until = date(&f, "until");
    let (from, until) = (from?, until?);
    if let (Some(first), Some(end)) = (from, until)
        && end <= first
    {
        return at.wrong(Code::CONTRADICTION, "`until` is the first day after `from` on which the prices end");
    }
    Some(Effective { from, until })
}

fn note(at: &At<'_>) -> Option<Note> {
    let f = at.fields(&["text", "source"])?;
    let words = text(&f, "text");
    let source = optional_id(&f, "source");
    Some(Note { text: words?, source: source? })
}

fn source(at: &At<'_>) -> Option<Source> {
    let f = at.fields(&["id", "title", "url", "checked"])?;
    let id = f.need("id").and_then(|at| at.id());
    let title = text(&f, "title");
    let url = match f.nullable("url") {
        None => None,
        Some(None) => Some(None),
        Some(Some(at)) => url(&at).map(Some),
    };
    let checked = date(&f, "checked");
    Some(Source { id: id?, title: title?, url: url?, checked: checked? })
}

/// Only addresses that a link on a page may safely lead to.
fn url(at: &At<'_>) -> Option<String> {
    let text = at.text()?;
    let plain = text.bytes().all(|byte| byte.is_ascii_graphic());
    if plain && (text.starts_with("https://") || text.starts_with("http://")) {
        Some(text.to_owned())
    } else {
        at.wrong(Code::UNKNOWN_VALUE, "an address begins with https:// or http://")
    }
}

pub(super) fn evidence(at: &At<'_>) -> Option<Evidence> {
    match at.text()? {
        "official" => Some(Evidence::Official),
        "corroborated" => Some(Evidence::Corroborated),
        "third-party" => Some(Evidence::ThirdParty),
        "derived" => Some(Evidence::Derived),
        _ => at.wrong(Code::UNKNOWN_VALUE, "evidence is official, corroborated, third-party or derived"),
    }
}

fn pool(at: &At<'_>) -> Option<Pool> {
    let f = at.fields(&[
        "id",
        "name",
        "unit",
        "units",
        "listUnitPrice",
        "packsKnown",
        "evidence",
        "source",
        "checked",
        "note",
    ])?;
    let id = f.need("id").and_then(|at| at.id());
    let name = text(&f, "name");
    let unit = text(&f, "unit");
    let units = text(&f, "units");
    let list_unit_price = figure(&f, "listUnitPrice", At::price);
    let packs_known = f.need("packsKnown").and_then(|at| at.flag());
    let evidence = f.need("evidence").and_then(|at| evidence(&at));
    let source = optional_id(&f, "source");
    let checked = date(&f, "checked");
    let note = optional_text(&f, "note");
    Some(Pool {
        id: id?,
        name: name?,
        unit: unit?,
        units: units?,
        list_unit_price: list_unit_price?,
        packs_known: packs_known?,
        evidence: evidence?,
        source: source?,
        checked: checked?,
        note: note?,
    })
}

fn pack(at: &At<'_>) -> Option<Pack> {
    let f = at.fields(&[
        "id",
        "pool",
        "name",
        "units",
        "listPrice",
        "price",
        "life",
        "concurrency",
        "minimumOrder",
        "limit",
        "evidence",
        "source",
        "checked",
        "disputes",
        "note",
    ])?;
    let id = f.need("id").and_then(|at| at.id());
    let pool = f.need("pool").and_then(|at| at.id());
    let name = text(&f, "name");
    let units = figure(&f, "units", positive_units);
    let list_price = figure(&f, "listPrice", At::price);
    let price = figure(&f, "price", At::price);
    let life = f.need("life").and_then(|at| life(&at));
    let concurrency = figure(&f, "concurrency", |at| count(at, 1, 100_000));
    let minimum_order = match f.nullable("minimumOrder") {
        None => None,
        Some(None) => Some(None),
        Some(Some(at)) => minimum_order(&at).map(Some),
    };
    let limit = match f.nullable("limit") {
        None => None,
        Some(None) => Some(None),
        Some(Some(at)) => at.whole(0, 1_000_000_000).map(Some),
    };
    let evidence = f.need("evidence").and_then(|at| evidence(&at));
    let source = optional_id(&f, "source");
    let checked = date(&f, "checked");
    let disputes = rows(&f, "disputes", dispute);
    let note = optional_text(&f, "note");
    if let (Some(Figure::Known(list)), Some(Figure::Known(net))) = (list_price, price)
        && net > list
    {
        at.wrong::<()>(Code::CONTRADICTION, "`price` is above `listPrice`; a discount makes a price lower");
    }
    Some(Pack {
        id: id?,
        pool: pool?,
        name: name?,
        units: units?,
        list_price: list_price?,
        price: price?,
        life: life?,
        concurrency: concurrency?,
        minimum_order: minimum_order?,
        limit: limit?,
        evidence: evidence?,
        source: source?,
        checked: checked?,
        disputes: disputes?,
        note: note?,
    })
}

pub(super) fn count(at: &At<'_>, least: u64, most: u64) -> Option<u32> {
    at.whole(least, most).and_then(|count| u32::try_from(count).ok())
}

fn life(at: &At<'_>) -> Option<Life> {
    if let Value::String(text) = at.value() {
        return match text.as_str() {
            "never" => Some(Life::Never),
            "unknown" => Some(Life::Unknown),
            _ => at.wrong(Code::UNKNOWN_VALUE, "a life is \"never\", \"unknown\", {\"months\": n} or {\"days\": n}"),
        };
    }
    if !at.value().is_object() {
        return at.wrong(Code::WRONG_TYPE, "a life is \"never\", \"unknown\", {\"months\": n} or {\"days\": n}");
    }
    let f = at.fields(&["months", "days"])?;
    match (f.get("months"), f.get("days")) {
        (Some(months), None) => count(&months, 1, 1_200).map(Life::Months),
        (None, Some(days)) => count(&days, 1, 36_500).map(Life::Days),
        (Some(_), Some(_)) | (None, None) => at.wrong(Code::CONTRADICTION, "a life has either `months` or `days`"),
    }
}

/// Shared with the plan request, whose minimum orders have the same shape.
pub(crate) fn minimum_order(at: &At<'_>) -> Option<MinimumOrder> {
    let f = at.fields(&["kind", "periods", "count"])?;
    let kind = f.need("kind")?;
    match kind.text()? {
        "term" => {
            if let Some(extra) = f.get("count") {
                return extra.wrong(Code::UNKNOWN_KEY, "a term has `periods`, not `count`");
            }
            let periods = count(&f.need("periods")?, 1, 1_200)?;
            Some(MinimumOrder::Term { periods })
        }
        "packs" => {
            if let Some(extra) = f.get("periods") {
                return extra.wrong(Code::UNKNOWN_KEY, "a minimum of packs has `count`, not `periods`");
            }
            let count = f.need("count")?.whole(1, 1_000_000_000)?;
            Some(MinimumOrder::Packs { count })
        }
        _ => kind.wrong(Code::UNKNOWN_VALUE, "a minimum order is of kind `term` or `packs`"),
    }
}

fn rate(at: &At<'_>) -> Option<Rate> {
    let f = at.fields(&[
        "id", "pool", "model", "feature", "quality", "sound", "units", "billing", "evidence", "source", "checked",
        "retired", "disputes", "note",
    ])?;
    let id = f.need("id").and_then(|at| at.id());
    let pool = f.need("pool").and_then(|at| at.id());
    let model = text(&f, "model");
    let feature = text(&f, "feature");
    let quality = optional_text(&f, "quality");
    let sound = optional_text(&f, "sound");
    let units = figure(&f, "units", positive_units);
    let billing = f.need("billing").and_then(|at| billing(&at));
    let evidence = f.need("evidence").and_then(|at| evidence(&at));
    let source = optional_id(&f, "source");
    let checked = date(&f, "checked");
    let retired = match f.nullable("retired") {
        None => None,
        Some(None) => Some(None),
        Some(Some(at)) => retirement(&at).map(Some),
    };
    let disputes = rows(&f, "disputes", dispute);
    let note = optional_text(&f, "note");
    Some(Rate {
        id: id?,
        pool: pool?,
        model: model?,
        feature: feature?,
        quality: quality?,
        sound: sound?,
        units: units?,
        billing: billing?,
        evidence: evidence?,
        source: source?,
        checked: checked?,
        retired: retired?,
        disputes: disputes?,
        note: note?,
    })
}

pub(super) fn billing(at: &At<'_>) -> Option<Billing> {
    let f = at.fields(&["per", "seconds", "min", "max", "step"])?;
    let per = f.need("per")?;
    let kind = per.text()?;
    let known: &[&str] = match kind {
        "clip" => &["seconds"],
        "second" => &["min", "max", "step"],
        "image" | "call" => &[],
        "started" => &["seconds", "min", "max"],
        _ => return per.wrong(Code::UNKNOWN_VALUE, "`per` is clip, second, image, call or started"),
    };
    for key in ["seconds", "min", "max", "step"] {
        if let Some(extra) = f.get(key).filter(|_| !known.contains(&key)) {
            return extra.wrong(Code::UNKNOWN_KEY, format!("`{key}` does not go with `per: {kind}`"));
        }
    }
    let seconds = |key: &str| count(&f.need(key)?, 1, 86_400);
    let bound = |key: &str| match f.nullable(key)? {
        None => Some(None),
        Some(at) => count(&at, 1, 86_400).map(Some),
    };
    match kind {
        "clip" => Some(Billing::Clip { seconds: seconds("seconds")? }),
        "second" => {
            let (min, max, step) = (bound("min"), bound("max"), seconds("step"));
            ordered(at, min?, max?)?;
            Some(Billing::Second { min: min?, max: max?, step: step? })
        }
        "image" => Some(Billing::Image),
        "call" => Some(Billing::Call),
        _ => {
            let (block, min, max) = (seconds("seconds"), bound("min"), bound("max"));
            ordered(at, min?, max?)?;
            Some(Billing::Started { seconds: block?, min: min?, max: max? })
        }
    }
}

fn ordered(at: &At<'_>, min: Option<u32>, max: Option<u32>) -> Option<()> {
    match (min, max) {
        (Some(min), Some(max)) if min > max => at.wrong(Code::CONTRADICTION, "`min` is above `max`"),
        _ => Some(()),
    }
}

pub(super) fn retirement(at: &At<'_>) -> Option<Retirement> {
    let f = at.fields(&["since", "equivalent", "evidence", "source"])?;
    let since = date(&f, "since");
    let equivalent = optional_id(&f, "equivalent");
    let evidence = f.need("evidence").and_then(|at| evidence(&at));
    let source = optional_id(&f, "source");
    Some(Retirement { since: since?, equivalent: equivalent?, evidence: evidence?, source: source? })
}

pub(super) fn dispute(at: &At<'_>) -> Option<Dispute> {
    let f = at.fields(&["units", "price", "evidence", "source", "note"])?;
    let units = match f.nullable("units") {
        None => None,
        Some(None) => Some(None),
        Some(Some(at)) => at.units().map(Some),
    };
    let price = match f.nullable("price") {
        None => None,
        Some(None) => Some(None),
        Some(Some(at)) => at.price().map(Some),
    };
    let evidence = f.need("evidence").and_then(|at| evidence(&at));
    let source = optional_id(&f, "source");
    let note = optional_text(&f, "note");
    let (units, price) = (units?, price?);
    if units.is_some() == price.is_some() {
        return at.wrong(Code::CONTRADICTION, "a dispute gives either `units` or `price`");
    }
    Some(Dispute { units, price, evidence: evidence?, source: source?, note: note? })
}

/// What only the book as a whole shows: ids used twice, references to nothing, equivalents that go round in a circle. Read
/// from the JSON, so that it is found beside whatever else is wrong; what cannot be read has been named, and is passed
/// over here: a list of which an id cannot be read is not said to lack one.
fn references(book: &Value, problems: &Problems) {
    let wrong = |path: String, code: Code, words: String| problems.add(Issue::error(path, code, words));
    let own = (book["id"].as_str(), book["provider"]["id"].as_str(), book["edition"].as_str());
    if let (Some(id), Some(provider), Some(edition)) = own
        && id != format!("{provider}-{edition}")
    {
        wrong("id".into(), Code::CONTRADICTION, "a book's id is `<provider>-<edition>`".into());
    }
    for list in ["sources", "pools", "rates"] {
        let mut seen = BTreeSet::new();
        for (index, row) in entries(book, list).iter().enumerate() {
            if let Some(id) = row["id"].as_str().filter(|id| !seen.insert(*id)) {
                let words = format!("`{}` stands twice in `{list}`", brief(id));
                wrong(format!("{list}[{index}].id"), Code::DUPLICATE_ID, words);
            }
        }
    }
    let (pools, packs, rates) = (entries(book, "pools"), entries(book, "packs"), entries(book, "rates"));
    let (mut in_pool, mut with_packs) = (BTreeSet::new(), BTreeSet::new());
    for (index, pack) in packs.iter().enumerate() {
        let Some(pool) = pack["pool"].as_str() else { continue };
        with_packs.insert(pool);
        if let Some(id) = pack["id"].as_str().filter(|id| !in_pool.insert((pool, *id))) {
            let words = format!("a second pack `{}` in pool `{}`", brief(id), brief(pool));
            wrong(format!("packs[{index}].id"), Code::DUPLICATE_ID, words);
        }
    }

    let (sources, known_pools, known_rates) = (ids(book, "sources"), ids(book, "pools"), ids(book, "rates"));
    let refers = |path: String, to: &Value, known: &Option<BTreeSet<&str>>, what: &str| {
        if let (Some(id), Some(known)) = (to.as_str(), known)
            && !known.contains(id)
        {
            wrong(path, Code::DANGLING, format!("there is no {what} `{}` in this book", brief(id)));
        }
    };
    let cite = |at: &str, row: &Value| refers(format!("{at}.source"), &row["source"], &sources, "source");
    let cite_all = |at: &str, row: &Value| {
        cite(at, row);
        for (n, dispute) in entries(row, "disputes").iter().enumerate() {
            cite(&format!("{at}.disputes[{n}]"), dispute);
        }
    };
    for (index, note) in entries(book, "notes").iter().enumerate() {
        cite(&format!("notes[{index}]"), note);
    }
    for (index, pool) in pools.iter().enumerate() {
        cite(&format!("pools[{index}]"), pool);
        let unknown = pool["packsKnown"].as_bool() == Some(false);
        if unknown && pool["id"].as_str().is_some_and(|id| with_packs.contains(id)) {
            let words = "the pool says that its packs are not known, and the book lists some".into();
            wrong(format!("pools[{index}].packsKnown"), Code::CONTRADICTION, words);
        }
    }
    for (index, pack) in packs.iter().enumerate() {
        let at = format!("packs[{index}]");
        refers(format!("{at}.pool"), &pack["pool"], &known_pools, "pool");
        cite_all(&at, pack);
    }
    let mut places: BTreeMap<&str, usize> = BTreeMap::new();
    places.extend(rates.iter().enumerate().filter_map(|(index, rate)| Some((rate["id"].as_str()?, index))));
    let next: Vec<Option<usize>> =
        rates.iter().map(|rate| places.get(rate["retired"]["equivalent"].as_str()?).copied()).collect();
    let circling = circling(&next);
    for (index, rate) in rates.iter().enumerate() {
        let at = format!("rates[{index}]");
        refers(format!("{at}.pool"), &rate["pool"], &known_pools, "pool");
        cite_all(&at, rate);
        let retired = &rate["retired"];
        cite(&format!("{at}.retired"), retired);
        let path = format!("{at}.retired.equivalent");
        if circling[index] {
            let words =
                format!("the equivalents lead from `{}` back to it", brief(rate["id"].as_str().unwrap_or_default()));
            wrong(path, Code::CYCLE, words);
        } else {
            refers(path, &retired["equivalent"], &known_rates, "rate");
        }
    }
}

/// The entries of a list; none where it is no list.
pub(super) fn entries<'a>(of: &'a Value, key: &str) -> &'a [Value] {
    of[key].as_array().map_or(&[], Vec::as_slice)
}

/// All ids of a list; `None` where one of them cannot be read.
pub(super) fn ids<'a>(book: &'a Value, list: &str) -> Option<BTreeSet<&'a str>> {
    // not collected: a set that is collected sorts first, and each sort is code that the page must carry
    let mut ids = BTreeSet::new();
    for row in book[list].as_array()? {
        ids.insert(row["id"].as_str()?);
    }
    Some(ids)
}

/// Which places lead back to themselves, going from each to the next. Each place is gone through once.
fn circling(next: &[Option<usize>]) -> Vec<bool> {
    let mut circling = vec![false; next.len()];
    // the walk that came to a place first; walks count from 1
    let mut walked = vec![0_usize; next.len()];
    for start in 0..next.len() {
        let walk = start + 1;
        let mut here = start;
        while walked[here] == 0 {
            walked[here] = walk;
            match next[here] {
                Some(there) => here = there,
                None => break,
            }
        }
        // back where this very walk has been: the circle begins and ends here
        while walked[here] == walk && next[here].is_some() && !circling[here] {
            circling[here] = true;
            here = next[here].unwrap_or(here);
        }
    }
    circling
}
