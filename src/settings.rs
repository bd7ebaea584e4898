//! What a host says of its copy in `packwise.json`, beside index.html. Read once, when the page starts; all of it is optional.
//!
//! A key that cannot be used is named on the page and ignored, and the others hold. The view of balances reads `proxy`, the view of
//! quotes `discount_rules`; this file reads the rest, and holds how the file is fetched.
//!
//! This file imports `document`.

use crate::document::{Draft, storage};
use gloo_net::http::Request;
use leptos::prelude::*;
use packwise_engine::issue::{Code, Issue};
use packwise_engine::link::View;
use packwise_engine::read::{At, Problems, brief};
use serde_json::Value;

/// The text of `packwise.json`; `None` where the host has none.
pub(crate) async fn text() -> Option<String> {
    let asked = Request::get("packwise.json").cache(web_sys::RequestCache::NoCache).send().await;
    asked.ok().filter(gloo_net::http::Response::ok)?.text().await.ok()
}

/// Whose copy of the page this is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Brand {
    /// The name in the head of the page and of quotes; empty: Packwise.
    pub(crate) name: String,
    /// The address of a picture beside the page.
    pub(crate) logo: String,
    /// The colour of what can be pressed, as red, green, blue.
    accent: Option<[u8; 3]>,
}

/// What this file reads of the settings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Said {
    brand: Brand,
    /// The book of a page that opens on nothing else.
    book: Option<String>,
    /// The view of such a page.
    view: Option<View>,
    /// The views that the head of the page leads to; empty: all.
    views: Vec<View>,
}

/// The settings, for the page.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Settings {
    /// Whose copy this is.
    pub(crate) brand: RwSignal<Brand>,
    /// The views that the head of the page leads to; empty: all.
    pub(crate) views: RwSignal<Vec<View>>,
    /// What is wrong with the file.
    pub(crate) issues: RwSignal<Vec<Issue>>,
}

impl Settings {
    /// Makes them for a page, gives them to all below, and asks the host.
    pub(crate) fn provide(draft: Draft) {
        let settings = Self {
            brand: RwSignal::new(Brand::default()),
            views: RwSignal::new(Vec::new()),
            issues: RwSignal::new(Vec::new()),
        };
        provide_context(settings);
        // work that somebody did, or a link that somebody followed, is not the host's to choose
        let open = !storage::touched() && window().location().hash().is_ok_and(|hash| hash.len() < 2);
        leptos::task::spawn_local(async move {
            let Some(text) = text().await else { return };
            let (said, issues) = read(&text);
            settings.issues.set(issues);
            settings.views.set(said.views);
            paint(said.brand.accent);
            settings.brand.set(said.brand);
            if open && !storage::touched() {
                if let Some(view) = said.view {
                    draft.view.set(view);
                }
                if let Some(book) = said.book {
                    settings.begin_with(draft, book);
                }
            }
        });
    }

    /// The settings given by [`Settings::provide`].
    pub(crate) fn expect() -> Self {
        expect_context()
    }

    /// Chooses a book as soon as it is at hand: one of the host's own comes a moment later than the page.
    fn begin_with(self, draft: Draft, book: String) {
        let wanted = StoredValue::new(Some(book));
        let choose = move || {
            let here = wanted.with_value(|book| {
                let book = book.as_ref()?;
                draft.books.with(|books| books.get(book).is_some()).then(|| book.clone())
            });
            if let Some(book) = here {
                wanted.set_value(None);
                if !storage::touched() && untrack(|| draft.book.get()) != book {
                    untrack(|| draft.switch_book(&book));
                }
            }
        };
        // what asked the host belongs to no component
        let _ = draft.in_page(move || Effect::new(move |_| choose()));
    }
}

/// Reads the settings. What cannot be used is named, and left out.
fn read(text: &str) -> (Said, Vec<Issue>) {
    let Ok(value) = serde_json::from_str::<Value>(text) else {
        let words = "this host’s packwise.json cannot be read as JSON; nothing in it is used";
        return (Said::default(), vec![Issue::warning("packwise.json", Code::NOT_JSON, words)]);
    };
    let problems = Problems::new();
    let mut said = Said::default();
    if let Some(f) = At::root(&value, &problems).fields(&["brand", "book", "view", "views", "proxy", "discount_rules"])
    {
        if let Some(f) = f.get("brand").and_then(|at| at.fields(&["name", "logo", "accent"])) {
            said.brand.name = f.get("name").and_then(|at| name(&at)).unwrap_or_default();
            said.brand.logo = f.get("logo").and_then(|at| beside(&at)).unwrap_or_default();
            said.brand.accent = f.get("accent").and_then(|at| colour(&at));
        }
        said.book = f.get("book").and_then(|at| at.id());
        said.view = f.get("view").and_then(|at| view(&at));
        let views = f.get("views").and_then(|at| at.list()).unwrap_or_default();
        said.views.extend(views.iter().filter_map(view));
    }
    let issues = problems.into_result(Some(())).err().unwrap_or_default();
    let named = |issue: Issue| {
        let at = if issue.path.is_empty() { String::new() } else { format!("{}: ", issue.path) };
        Issue::warning(
            format!("packwise.json {}", issue.path).trim_end(),
            issue.code,
            format!("this host’s packwise.json: {at}{}; that is not used", issue.words),
        )
    };
    (said, issues.into_iter().map(named).collect())
}

/// A name that fits the head of a page.
fn name(at: &At<'_>) -> Option<String> {
    let text = at.text()?.trim();
    if text.chars().count() > 60 {
        return at.wrong(Code::TOO_LARGE, "a name of at most 60 characters was expected");
    }
    Some(text.to_owned())
}

/// The address of a file beside the page: nothing is ever asked of another host.
fn beside(at: &At<'_>) -> Option<String> {
    let text = at.text()?.trim();
    let plain = text.split('/').all(|part| {
        !part.is_empty()
            && part != ".."
            && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte))
    });
    if plain {
        Some(text.to_owned())
    } else {
        at.wrong(Code::BAD_ID, "a file beside the page was expected, e.g. \"logo.svg\"")
    }
}

/// `#0a6b4e`.
fn colour(at: &At<'_>) -> Option<[u8; 3]> {
    let text = at.text()?;
    let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6 && digits.is_ascii());
    let part = |from: usize| u8::from_str_radix(digits?.get(from..from + 2)?, 16).ok();
    match (part(0), part(2), part(4)) {
        (Some(red), Some(green), Some(blue)) => Some([red, green, blue]),
        _ => at.wrong(Code::UNKNOWN_VALUE, "a colour as #rrggbb was expected"),
    }
}

fn view(at: &At<'_>) -> Option<View> {
    let text = at.text()?;
    match View::named(text) {
        Some(view) => Some(view),
        None => at.wrong(Code::UNKNOWN_VALUE, format!("there is no view `{}`", brief(text))),
    }
}

/// The grounds of the two themes (style/main.css), and what a colour is mixed with until it can be read on them.
const THEMES: [(&str, [u8; 3], [u8; 3]); 2] =
    [("light", [0xf6, 0xf6, 0xf3], [0, 0, 0]), ("dark", [0x10, 0x12, 0x14], [255, 255, 255])];

/// Gives the page its colour, in both themes as near to what was asked for as can be read there.
fn paint(accent: Option<[u8; 3]>) {
    let Some(accent) = accent else { return };
    let root = document().document_element().and_then(|root| {
        use leptos::wasm_bindgen::JsCast;
        root.dyn_into::<web_sys::HtmlElement>().ok()
    });
    let Some(root) = root else { return };
    for (theme, ground, toward) in THEMES {
        let (readable, ink, soft) = shades(accent, ground, toward);
        for (end, colour) in [("", readable), ("-ink", ink), ("-soft", soft)] {
            // a browser that does not take it keeps its own colour
            let _ = root.style().set_property(&format!("--brand-{theme}{end}"), &hex(colour));
        }
    }
}

/// A colour that can be read on a ground, what can be read on the colour, and a faint one behind it.
fn shades(accent: [u8; 3], ground: [u8; 3], toward: [u8; 3]) -> ([u8; 3], [u8; 3], [u8; 3]) {
    let mut found = toward;
    for step in 0..=20 {
        let colour = mix(accent, toward, f64::from(step) / 20.0);
        if contrast(colour, ground) >= 5.0 && contrast(colour, mix(ground, colour, 0.1)) >= 4.5 {
            found = colour;
            break;
        }
    }
    let ink = if contrast(found, [255, 255, 255]) >= contrast(found, [0, 0, 0]) { [255, 255, 255] } else { [0, 0, 0] };
    (found, ink, mix(ground, found, 0.1))
}

/// So much of the second colour in the first.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 255")]
fn mix(one: [u8; 3], other: [u8; 3], share: f64) -> [u8; 3] {
    let part = |at: usize| {
        let (one, other) = (f64::from(one[at]), f64::from(other[at]));
        (one + (other - one) * share).round().clamp(0.0, 255.0) as u8
    };
    [part(0), part(1), part(2)]
}

/// The contrast of two colours, 1 to 21 (WCAG 2.2, relative luminance).
fn contrast(one: [u8; 3], other: [u8; 3]) -> f64 {
    let luminance = |colour: [u8; 3]| {
        let part = |value: u8| {
            let value = f64::from(value) / 255.0;
            if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * part(colour[0]) + 0.7152 * part(colour[1]) + 0.0722 * part(colour[2])
    };
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

fn hex(colour: [u8; 3]) -> String {
    colour.iter().fold("#".to_owned(), |text, part| format!("{text}{part:02x}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn good_keys_hold_beside_bad_ones() {
        let (said, issues) = read(
            r##"{"brand": {"name": " Acme ", "logo": "https://elsewhere.example/a.svg", "accent": "#C02040"},
                "book": "kling-2025", "view": "offers", "views": ["plan", "quote", 5], "colour": 1, "proxy": null}"##,
        );
        assert_eq!((said.brand.name.as_str(), said.brand.logo.as_str()), ("Acme", ""));
        assert_eq!(said.brand.accent, Some([0xc0, 0x20, 0x40]));
        assert_eq!(
            (said.book.as_deref(), said.view, said.views),
            (Some("kling-2025"), None, vec![View::Plan, View::Quote])
        );
        let mut named: Vec<String> = issues.iter().map(|issue| format!("{} {}", issue.path, issue.code)).collect();
        named.sort();
        assert_eq!(
            named,
            [
                "packwise.json brand.logo bad-id",
                "packwise.json colour unknown-key",
                "packwise.json view unknown-value",
                "packwise.json views[2] wrong-type"
            ]
        );
        assert_eq!(read("{}"), (Said::default(), Vec::new()));
        assert_eq!(read("[1").1.len(), 1);
        assert_eq!(read("[]").1.len(), 1);
        for logo in ["../a.svg", "//a/b", "/a.svg", "a.svg?x", "data:image/svg+xml,x", ""] {
            let (said, issues) = read(&format!(r#"{{"brand": {{"logo": "{logo}"}}}}"#));
            assert_eq!((said.brand.logo.as_str(), issues.len()), ("", 1), "{logo}");
        }
    }

    #[test]
    fn every_colour_becomes_one_that_can_be_read() {
        for (_, ground, toward) in THEMES {
            for red in (0..=255).step_by(51) {
                for green in (0..=255).step_by(51) {
                    for blue in (0..=255).step_by(51) {
                        let (colour, ink, soft) = shades([red, green, blue], ground, toward);
                        assert!(contrast(colour, ground) >= 4.5, "{colour:?}");
                        assert!(contrast(colour, soft) >= 4.5, "{colour:?}");
                        assert!(contrast(colour, ink) >= 4.5, "{colour:?}");
                    }
                }
            }
        }
        // the page's own accent is left as it is
        assert_eq!(shades([0x0a, 0x6b, 0x4e], THEMES[0].1, THEMES[0].2).0, [0x0a, 0x6b, 0x4e]);
    }
}
