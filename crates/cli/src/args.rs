//! What can be typed after `packwise`. The doc comments are the help text.

use clap::builder::PossibleValuesParser;
use clap::{Parser, Subcommand};
use clap_complete::Shell;
use packwise_engine::date::{self, Date};
use packwise_engine::document::asked::MOST_NODES;
use packwise_engine::quote::faces;
use std::path::PathBuf;

/// What credit-based video APIs cost: units, packs to buy and when, what goes to waste; proved.
///
/// Reads JSON from a file or from standard input, writes JSON to standard output. Exit codes: 0 answered; 1 an issue of level
/// error, or no plan; 2 the command line is wrong; 3 a file cannot be read or written.
#[derive(Debug, Parser)]
#[command(name = "packwise", version, disable_help_subcommand = true)]
pub(crate) struct Args {
    /// Writes text for people in place of JSON.
    #[arg(long, global = true)]
    pub(crate) table: bool,
    /// Indents the JSON by two blanks.
    #[arg(long, global = true, conflicts_with = "table")]
    pub(crate) pretty: bool,
    /// Lends a price book (a file) for this call; may be given several times.
    #[arg(long = "book-file", value_name = "FILE", global = true)]
    pub(crate) books: Vec<PathBuf>,
    /// Writes the completions of a shell, and does nothing else.
    #[arg(long, value_name = "SHELL", exclusive = true)]
    pub(crate) completions: Option<Shell>,
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
}

/// What is asked.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// The cheapest purchases that cover a demand, with the proof: a plan request.
    Plan {
        /// The request; `-` or nothing: standard input.
        #[arg(default_value = "-")]
        input: PathBuf,
        #[command(flatten)]
        parts: Parts,
    },
    /// Everything that follows from a Document.
    Evaluate {
        /// The Document; `-` or nothing: standard input.
        #[arg(default_value = "-")]
        input: PathBuf,
        #[command(flatten)]
        parts: Parts,
    },
    /// The units that lines of work draw: {book, lines: [{rate, seconds?, count, takes}]}.
    Deduct {
        /// The work; `-` or nothing: standard input.
        #[arg(default_value = "-")]
        input: PathBuf,
    },
    /// What a job of several clips draws, part by part: the body of the vendor's estimate endpoint.
    Job {
        /// The job; `-` or nothing: standard input.
        #[arg(default_value = "-")]
        input: PathBuf,
    },
    /// The most work that a budget pays for: a plan request of one set, with `budget`.
    Budget {
        /// The request; `-` or nothing: standard input.
        #[arg(default_value = "-")]
        input: PathBuf,
        /// Nodes that each of some dozens of searches may take.
        #[arg(long, value_parser = clap::value_parser!(u64).range(1..=MOST_NODES))]
        nodes: Option<u64>,
    },
    /// What a vendor's balance answer says.
    Balance {
        /// The answer as it was given; `-` or nothing: standard input.
        #[arg(default_value = "-")]
        input: PathBuf,
    },
    /// The quote of a Document: as a file, as text, or what a seller's rules say of it.
    ///
    /// Ends with 1 where the quote has no total or an issue of level error, or the rules do not clear it; what is written is
    /// whole all the same.
    Quote {
        /// The Document; `-` or nothing: standard input.
        #[arg(default_value = "-")]
        input: PathBuf,
        #[command(flatten)]
        form: QuoteForm,
    },
    /// The link of a Document: what stands after `#` in the address of its page; short where that says everything.
    Link {
        /// The Document; `-` or nothing: standard input.
        #[arg(default_value = "-")]
        input: PathBuf,
    },
    /// The answer to a Document and the prices behind it as HTML, for a page without scripts.
    Html {
        /// The Document; `-` or nothing: standard input.
        #[arg(default_value = "-", conflicts_with = "link")]
        input: PathBuf,
        /// A link in place of the Document.
        #[arg(long)]
        link: Option<String>,
        /// Also the packs and rates of every other book at hand.
        #[arg(long)]
        all_books: bool,
    },
    /// What stands inside `<packwise-calculator>` until it runs and where it cannot: the answer to a link as plain HTML.
    ///
    /// The link's view says what: `prices` the packs and rates (of one model with `model=`), any other view the answer. It has
    /// no empty line, so it can stand in Markdown and MDX.
    Fallback {
        /// What stands after `#` in the address of the page, short or long.
        link: String,
        /// The address of a Packwise; ends with a link there.
        #[arg(long, value_name = "ADDRESS")]
        page: Option<String>,
    },
    /// Price books: listed, shown, checked, compared.
    #[command(disable_help_subcommand = true)]
    Book {
        #[command(subcommand)]
        command: BookCommand,
    },
}

/// How a quote is written.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct QuoteForm {
    /// The kind of file; `json` unless said.
    #[arg(long = "as", value_name = "KIND", conflicts_with_all = ["table", "guard", "pretty"],
          value_parser = PossibleValuesParser::new(faces::FORMATS.map(|(kind, _, _)| kind)))]
    pub(crate) kind: Option<String>,
    /// A seller's rules; a quote that they do not clear says so across its head.
    #[arg(long, value_name = "FILE")]
    pub(crate) rules: Option<PathBuf>,
    /// What the rules say, in place of the quote.
    #[arg(long, requires = "rules")]
    pub(crate) guard: bool,
}

/// Which parts of a plan's report are made.
#[derive(Clone, Copy, Debug, clap::Args)]
pub(crate) struct Parts {
    /// Leaves the headroom out; it takes several searches.
    #[arg(long)]
    pub(crate) no_headroom: bool,
    /// Leaves other ways to buy out; each pack takes a search.
    #[arg(long)]
    pub(crate) no_alternatives: bool,
    /// Leaves the working of the figures out.
    #[arg(long)]
    pub(crate) no_trace: bool,
    /// Nodes that the search, and each further one, may take.
    #[arg(long, value_parser = clap::value_parser!(u64).range(1..=MOST_NODES))]
    pub(crate) nodes: Option<u64>,
    /// The day on which the answer is looked at, as YYYY-MM-DD: a quote that was valid until a day before it is expired.
    #[arg(long, value_parser = day)]
    pub(crate) today: Option<Date>,
}

fn day(text: &str) -> Result<Date, &'static str> {
    date::read(text).ok_or("a day as YYYY-MM-DD was expected")
}

/// What is asked about price books. A book is an id at hand, or a file (a name with `/` or ending in `.json`).
#[derive(Debug, Subcommand)]
pub(crate) enum BookCommand {
    /// The books at hand.
    List,
    /// The file of a book, byte for byte; with --table its packs and rates.
    Show {
        /// An id at hand, or a file.
        book: String,
    },
    /// Everything that is wrong with price books, each with its path, line and column.
    Check {
        /// Files; `-`: standard input.
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
    /// What differs between two editions, row by row.
    Diff {
        /// The old book: an id at hand, or a file.
        old: String,
        /// The new book: an id at hand, or a file.
        new: String,
    },
}
