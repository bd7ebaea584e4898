//! The shelf: every book at hand, found by id or by provider and date. The shipped editions are built in; a host may add
//! books of its own, and a person may lend it local ones, which never shadow a published edition.

use super::overlay::{Laid, Overlay};
use super::rows::Book;
use crate::date::Date;
use crate::issue::{Code, Issue};
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::sync::{Arc, OnceLock};

/// The shipped books, byte for byte as they are served: (file name, contents), oldest edition first.
const SHIPPED: [(&str, &str); 3] = [
    ("kling-2025.json", include_str!("../../../../public/books/v1/kling-2025.json")),
    ("kling-2026.json", include_str!("../../../../public/books/v1/kling-2026.json")),
    ("u-gen-2026.json", include_str!("../../../../public/books/v1/u-gen-2026.json")),
];

/// The market's prices, byte for byte as they are served: other makers and resellers, to compare with. No work is planned
/// with this book (it has no packs), so it does not stand on the shelf, and is read only when somebody compares.
const MARKET: (&str, &str) = ("market-2026.json", include_str!("../../../../public/books/v1/market-2026.json"));

/// The market's prices that ship with this build; read once. A test reads them, so they are there.
#[must_use]
pub fn market() -> Option<&'static Arc<Edition>> {
    static READ: OnceLock<Option<Arc<Edition>>> = OnceLock::new();
    let read = || {
        let book = Book::read(MARKET.1).ok()?;
        Some(Arc::new(Edition { book, digest: digest(MARKET.1), local: false, text: None, laid: None }))
    };
    READ.get_or_init(read).as_ref()
}

/// Their file, for the tests that pin it: (file name, contents).
#[must_use]
pub fn market_file() -> (&'static str, &'static str) {
    MARKET
}

/// A book and the SHA-256 of the bytes it was read from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edition {
    /// The book.
    pub book: Book,
    /// Lower-case hexadecimal SHA-256 of the file: what pins a link or a quote to its prices.
    pub digest: String,
    /// Whether it is a person's own book, at hand here only: a link to it opens nowhere else.
    pub local: bool,
    /// The file of a local book as it was given, to be downloaded again unchanged; a published one is on its host.
    pub text: Option<Arc<str>>,
    /// Where it is a published edition with negotiated prices laid over it: which, and whose. [`Edition::text`] is then
    /// the overlay.
    pub laid: Option<Laid>,
}

/// A local book that was put on the shelf.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lent {
    /// The book.
    pub edition: Arc<Edition>,
    /// Whether it took the place of a local book of the same id with other contents.
    pub replaced: bool,
}

/// The books at hand. Cloning shares them.
#[derive(Clone, Debug, Default)]
pub struct Books {
    editions: Vec<Arc<Edition>>,
}

impl Edition {
    /// The digest that may leave the machine: of negotiated prices that of the edition below them. A digest of few and
    /// short secrets would tell them to whoever tries enough.
    #[must_use]
    pub fn told_digest(&self) -> &str {
        self.laid.as_ref().map_or(&self.digest, |laid| &laid.digest)
    }
}

impl Books {
    /// An empty shelf.
    #[must_use]
    pub fn empty() -> Self {
        Self::default()
    }

    /// The editions that ship with this build; none without the feature `shipped`. A test reads each one, so none is
    /// missing.
    #[must_use]
    pub fn shipped() -> Self {
        let mut books = Self::empty();
        let shipped: &[_] = if cfg!(feature = "shipped") { &SHIPPED } else { &[] };
        for (_, json) in shipped {
            // the checker's verdict on the shipped files is a test's business; a broken one would not be on the shelf
            let _ = books.add(json);
        }
        books
    }

    /// The shipped files, for the tests that pin them: (file name, contents).
    #[must_use]
    pub fn shipped_files() -> &'static [(&'static str, &'static str)] {
        &SHIPPED
    }

    /// Puts a book on the shelf. The same bytes again change nothing.
    ///
    /// # Errors
    /// Every problem of the book; or that its id is taken by other bytes, because a published edition never changes.
    pub fn add(&mut self, json: &str) -> Result<Arc<Edition>, Vec<Issue>> {
        let digest = digest(json);
        if let Some(known) = self.editions.iter().find(|edition| edition.digest == digest) {
            return Ok(Arc::clone(known));
        }
        let book = Book::read(json)?;
        if self.get(&book.id).is_some() {
            let words = format!(
                "there is already a book `{}`, with other contents; a changed edition needs an id of its own",
                book.id
            );
            return Err(vec![Issue::error("id", Code::DUPLICATE_ID, words)]);
        }
        let edition = Arc::new(Edition { book, digest, local: false, text: None, laid: None });
        self.editions.push(Arc::clone(&edition));
        Ok(edition)
    }

    /// Puts a person's own book on the shelf, or other contents in the place of a local book of the same id. The same
    /// bytes again change nothing, and neither do those of a published edition, which is then what is given.
    ///
    /// # Errors
    /// Every problem of the book; or that its id is a published edition's. The shelf is then as it was.
    pub fn add_local(&mut self, json: &str) -> Result<Lent, Vec<Issue>> {
        let digest = digest(json);
        if let Some(known) = self.editions.iter().find(|edition| edition.digest == digest) {
            return Ok(Lent { edition: Arc::clone(known), replaced: false });
        }
        let (book, laid) = self.made_of(json)?;
        let place = self.editions.iter().position(|edition| edition.book.id == book.id);
        if place.and_then(|place| self.editions.get(place)).is_some_and(|edition| !edition.local) {
            let words = format!(
                "`{0}` is a published edition, and a published edition never changes; give your book an edition and an id \
                 of its own, e.g. `\"edition\": \"{1}-own\"` and `\"id\": \"{0}-own\"`",
                book.id, book.edition
            );
            return Err(vec![Issue::error("id", Code::DUPLICATE_ID, words)]);
        }
        let edition = Arc::new(Edition { book, digest, local: true, text: Some(Arc::from(json)), laid });
        let lent = Lent { edition: Arc::clone(&edition), replaced: place.is_some() };
        match place.and_then(|place| self.editions.get_mut(place)) {
            Some(old) => *old = edition,
            None => self.editions.push(edition),
        }
        Ok(lent)
    }

    /// A local book of a text, be it a book or an overlay.
    fn made_of(&self, json: &str) -> Result<(Book, Option<Laid>), Vec<Issue>> {
        if !Overlay::is_meant(json) {
            return Ok((Book::read(json)?, None));
        }
        let overlay = Overlay::read(json)?;
        let Some(edition) = self.get(&overlay.of) else {
            let words = format!("there is no price book `{}` here to lay these prices over", overlay.of);
            return Err(vec![Issue::error("of", Code::UNKNOWN_BOOK, words)]);
        };
        let (book, laid) = overlay.lay(edition)?;
        Ok((book, Some(laid)))
    }

    /// Takes a local book off the shelf and gives it back, so that it can be put there again. A published edition stays:
    /// then, and where there is no such book, `None`.
    pub fn remove_local(&mut self, id: &str) -> Option<Arc<Edition>> {
        let place = self.editions.iter().position(|edition| edition.local && edition.book.id == id)?;
        Some(self.editions.remove(place))
    }

    /// All editions, in the order in which they were added.
    #[must_use]
    pub fn editions(&self) -> &[Arc<Edition>] {
        &self.editions
    }

    /// Whether a book of this id is built in, on the shelf or beside it: a host need not send it.
    #[must_use]
    pub fn is_built_in(id: &str) -> bool {
        let of = |(file, _): &(&str, &str)| file.strip_suffix(".json") == Some(id);
        SHIPPED.iter().any(of) || of(&MARKET)
    }

    /// The edition with this id.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Arc<Edition>> {
        self.editions.iter().find(|edition| edition.book.id == id)
    }

    /// The published edition of a provider that holds on a day: of those whose interval has the day, the one that began
    /// last. An unknown `from` began before all known ones; an unknown `until` has not ended. A local book is chosen by
    /// a person, never by a day.
    #[must_use]
    pub fn on(&self, provider: &str, day: Date) -> Option<&Arc<Edition>> {
        self.editions
            .iter()
            .filter(|edition| {
                let holds = edition.book.effective;
                !edition.local
                    && edition.book.provider.id == provider
                    && holds.from.is_none_or(|from| from <= day)
                    && holds.until.is_none_or(|until| day < until)
            })
            .max_by_key(|edition| edition.book.effective.from)
    }
}

/// Lower-case hexadecimal SHA-256 of a text.
fn digest(text: &str) -> String {
    let mut hex = String::with_capacity(64);
    for byte in Sha256::digest(text.as_bytes()) {
        // writing to a String cannot fail
        let _ = write!(hex, "{byte:02x}");
    }
    hex
}
