//! A static file server for one folder.
//!
//! It answers with what is in the folder, under the path it was given, and nothing else: no listing, no fallback page,
//! nothing outside the folder. So a page that works here works on any static host.
//!
//! Imports nothing from the crate.

use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response};
use hyper_util::rt::TokioIo;
use percent_encoding::percent_decode_str;
use std::fs;
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A folder and the path it is served under.
#[derive(Debug)]
pub(crate) struct Site {
    folder: PathBuf,
    /// Starts and ends with a slash.
    under: String,
}

/// What a request gets.
#[derive(Debug, PartialEq, Eq)]
enum Answer {
    File { path: PathBuf, for_ever: bool },
    MovedTo(String),
    NotFound,
}

impl Site {
    /// Serves `folder` under a path such as `/`, `/a/b/` or `a/b`.
    pub(crate) fn new(folder: PathBuf, under: &str) -> Self {
        let under = match under.trim_matches('/') {
            "" => "/".to_owned(),
            path => format!("/{path}/"),
        };
        Self { folder, under }
    }

    fn answer(&self, url: &str) -> Answer {
        let path = url.split(['?', '#']).next().unwrap_or_default();
        if format!("{path}/") == self.under {
            return Answer::MovedTo(self.under.clone());
        }
        let Some(below) = path.strip_prefix(&self.under) else {
            return Answer::NotFound;
        };
        let Ok(below) = percent_decode_str(below).decode_utf8() else {
            return Answer::NotFound;
        };
        // Names only: nothing that climbs, is absolute, or is hidden.
        let is_name = |part: &str| !part.starts_with('.') && !part.contains(['\\', '\0', ':']);
        let mut file = self.folder.clone();
        for part in below.split('/').filter(|part| !part.is_empty()) {
            if !is_name(part) {
                return Answer::NotFound;
            }
            file.push(part);
        }
        match (file.is_dir(), path.ends_with('/')) {
            (true, true) => file.push("index.html"),
            (true, false) => return Answer::MovedTo(format!("{path}/")),
            (false, true) => return Answer::NotFound,
            (false, false) => {}
        }
        if !file.is_file() {
            return Answer::NotFound;
        }
        let for_ever = file.file_name().and_then(|name| name.to_str()).is_some_and(has_digest);
        Answer::File { path: file, for_ever }
    }
}

/// Whether a file's name holds a digest of its contents, as in `packwise-1a2b3c4d5e6f7a8b_bg.wasm`. Trunk leaves out
/// leading zeros, hence the range.
fn has_digest(name: &str) -> bool {
    name.split(['-', '_', '.'])
        .any(|part| (12..=16).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

/// A server that has its port.
pub(crate) struct Server {
    listener: TcpListener,
    site: Arc<Site>,
    address: SocketAddr,
}

impl Server {
    /// Takes connections; they are answered once it [runs](Self::run).
    pub(crate) fn start(listener: TcpListener, site: Site) -> anyhow::Result<Self> {
        let address = listener.local_addr()?;
        listener.set_nonblocking(true)?;
        Ok(Self { listener, site: Arc::new(site), address })
    }

    /// Where the site's first page is.
    pub(crate) fn address(&self) -> String {
        format!("http://{}{}", self.address, self.site.under)
    }

    /// Answers requests until the program is stopped. Each connection is a task of its own: a browser keeps connections
    /// open that it does not use, and none of them may keep another waiting.
    pub(crate) fn run(self) -> anyhow::Result<()> {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_io().build()?;
        runtime.block_on(async move {
            let listener = tokio::net::TcpListener::from_std(self.listener)?;
            loop {
                let (stream, _) = listener.accept().await?;
                let site = Arc::clone(&self.site);
                tokio::spawn(async move {
                    let answer = service_fn(|request| {
                        let response = respond(&site, &request);
                        async move { response }
                    });
                    // a browser that has gone away meanwhile is no failure of ours
                    let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), answer).await;
                });
            }
        })
    }
}

/// The answer to one request.
fn respond(site: &Site, request: &Request<Incoming>) -> hyper::http::Result<Response<Full<Bytes>>> {
    let head = Response::builder();
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return head.status(405).body(Full::default());
    }
    let not_found = || Response::builder().status(404).body(Full::from("not found\n"));
    match site.answer(request.uri().path()) {
        Answer::NotFound => not_found(),
        Answer::MovedTo(path) => head.status(308).header("Location", path).body(Full::default()),
        Answer::File { path, for_ever } => {
            // a file that went away since is as good as one that never was
            let Ok(contents) = fs::read(&path) else { return not_found() };
            head.header("Content-Type", content_type(&path))
                .header("Cache-Control", cache_control(for_ever))
                .header("X-Content-Type-Options", "nosniff")
                .body(Full::from(contents))
        }
    }
}

fn cache_control(for_ever: bool) -> &'static str {
    if for_ever { "public, max-age=31536000, immutable" } else { "no-cache" }
}

fn content_type(path: &Path) -> String {
    let mime = mime_guess::from_path(path).first_or_octet_stream();
    let is_text = mime.type_() == "text" || mime.subtype() == "json" || mime.subtype() == "javascript";
    if is_text { format!("{mime}; charset=utf-8") } else { mime.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A site under /a/b/ with a page, a hashed script and a sub-folder.
    fn with_site(check: impl Fn(&Site)) {
        let shell = xshell::Shell::new().unwrap();
        let folder = shell.create_temp_dir().unwrap();
        let dist = folder.path().join("dist");
        for name in ["index.html", "app-0123456789abcdef.js", "books/v1/index.json", "sub/index.html", ".secret"] {
            shell.write_file(dist.join(name), "x").unwrap();
        }
        shell.write_file(folder.path().join("outside"), "x").unwrap();
        check(&Site::new(dist, "a/b"));
    }

    fn file(site: &Site, name: &str, for_ever: bool) -> Answer {
        Answer::File { path: site.folder.join(name), for_ever }
    }

    #[test]
    fn files_are_found_under_the_path() {
        with_site(|site| {
            assert_eq!(site.answer("/a/b/"), file(site, "index.html", false));
            assert_eq!(site.answer("/a/b/?x=1"), file(site, "index.html", false));
            assert_eq!(site.answer("/a/b/books/v1/index.json"), file(site, "books/v1/index.json", false));
            assert_eq!(site.answer("/a/b/sub/"), file(site, "sub/index.html", false));
            let script = "app-0123456789abcdef.js";
            assert_eq!(site.answer(&format!("/a/b/{script}")), file(site, script, true));
        });
    }

    #[test]
    fn a_folder_is_asked_for_with_a_slash() {
        with_site(|site| {
            assert_eq!(site.answer("/a/b"), Answer::MovedTo("/a/b/".to_owned()));
            assert_eq!(site.answer("/a/b/sub"), Answer::MovedTo("/a/b/sub/".to_owned()));
        });
    }

    #[test]
    fn nothing_else_is_served() {
        with_site(|site| {
            for url in [
                "/",
                "/index.html",
                "/a/b/none",
                "/a/b/books/",
                "/a/b/index.html/",
                "/a/b/.secret",
                "/a/b/../outside",
                "/a/b/%2e%2e/outside",
                "/a/b/..%2foutside",
                "/a/b/%ff",
            ] {
                assert_eq!(site.answer(url), Answer::NotFound, "{url}");
            }
        });
    }

    #[test]
    fn types_are_what_browsers_insist_on() {
        let type_of = |name| content_type(Path::new(name));
        assert_eq!(type_of("a_bg.wasm"), "application/wasm");
        assert_eq!(type_of("a.js"), "text/javascript; charset=utf-8");
        assert_eq!(type_of("a.css"), "text/css; charset=utf-8");
        assert_eq!(type_of("a.json"), "application/json; charset=utf-8");
        assert_eq!(type_of("a.svg"), "image/svg+xml");
    }

    #[test]
    fn only_digests_are_kept_for_ever() {
        assert!(has_digest("packwise-1a2b3c4d5e6f7a8b_bg.wasm"));
        assert!(has_digest("main-2b3c4d5e6f7a8b.css"));
        assert!(!has_digest("kling-2025.json"));
        assert!(!has_digest("index.html"));
    }
}
