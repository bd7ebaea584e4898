//! The page as one HTML file, which works from a disk, as an attachment and without a network.
//!
//! It is made of `dist/` alone. Styles stand in it as they are. Scripts, WASM and what else the page reads from its folder
//! are compressed texts in it; a short script unpacks them, gives the modules their names by an import map (so that they may
//! load one another), and answers the page's own requests. A request to another host goes where it always went. Workers have
//! no import map: theirs name one another by the addresses that the script gives them, and get their wasm the same way.
//!
//! Imports `project` and `say`.

use crate::project::Project;
use crate::say;
use anyhow::{Context as _, bail, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::write::GzEncoder;
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use xshell::cmd;

/// `cargo xtask build --single-file`, after the page is built.
pub(crate) fn command(project: &Project, document: Option<&Path>) -> anyhow::Result<()> {
    let fragment = document.map(|document| link_of(project, document)).transpose()?;
    let folder = project.path("target/single");
    fs::create_dir_all(&folder)?;
    let file = folder.join("packwise.html");
    let html = made_of(&project.dist(), fragment.as_deref())?;
    fs::write(&file, &html).with_context(|| format!("cannot write {}", file.display()))?;
    say::note(&format!("one file of {} kB is {}", html.len() / 1000, file.display()));
    Ok(())
}

/// The short link of a Document.
fn link_of(project: &Project, document: &Path) -> anyhow::Result<String> {
    let sh = &project.shell;
    // xtask was started somewhere, and its shell works in the root
    let document = std::env::current_dir()?.join(document);
    cmd!(sh, "cargo run --quiet --package packwise-cli -- link {document}")
        .quiet()
        .read()
        .with_context(|| format!("{} cannot be put into the file; it says above why", document.display()))
}

/// The one file.
fn made_of(dist: &Path, fragment: Option<&str>) -> anyhow::Result<String> {
    let index = fs::read_to_string(dist.join("index.html")).context("there is no page in dist/")?;
    let files = Files::read(dist)?;
    let (mut html, entry) = without_addresses(&index, &files)?;
    let end = html.rfind("</body>").context("index.html has no end of its body")?;
    html.insert_str(end, &files.script(&entry, fragment)?);
    Ok(html)
}

/// What a page that is one file never loads: itself, and what keeps a page that has a host.
const NOT_INSIDE: [&str; 3] = ["index.html", "sw.js", "files.json"];

/// The files of the folder that a page may load, by name; styles and icons are in the page itself.
struct Files {
    /// (name, contents), by name.
    all: Vec<(String, Vec<u8>)>,
}

impl Files {
    fn read(dist: &Path) -> anyhow::Result<Self> {
        let mut all = Vec::new();
        for entry in fs::read_dir(dist)? {
            let path: PathBuf = entry?.path();
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default().to_owned();
            if path.is_file() && !NOT_INSIDE.contains(&name.as_str()) {
                all.push((name, fs::read(&path)?));
            } else if path.join("worker.js").is_file() {
                for file in fs::read_dir(&path)? {
                    let file = file?;
                    let inside = file.file_name().into_string().unwrap_or_default();
                    all.push((format!("{name}/{inside}"), fs::read(file.path())?));
                }
            }
        }
        all.sort();
        Ok(Self { all })
    }

    fn text(&self, address: &str) -> anyhow::Result<&str> {
        let name = address.trim_start_matches("./");
        let found = self.all.iter().find(|(known, _)| known == name);
        let (_, bytes) = found.with_context(|| format!("index.html names {address}, which is not in dist/"))?;
        Ok(std::str::from_utf8(bytes)?)
    }

    /// The script that unpacks what is loaded later, and then starts `entry`.
    fn script(&self, entry: &str, fragment: Option<&str>) -> anyhow::Result<String> {
        let mut out = String::new();
        let scripts: Vec<&str> = self
            .all
            .iter()
            .map(|(name, _)| name.as_str())
            .filter(|name| name.ends_with(".js") && !name.contains('/'))
            .collect();
        let own = |text: &str| {
            let mut text = text.replace("import.meta.url", "\"https://packwise.invalid/\"");
            for name in &scripts {
                for quote in ['"', '\''] {
                    text = text.replace(&format!("{quote}./{name}{quote}"), &format!("{quote}packwise/{name}{quote}"));
                }
            }
            text
        };
        for (name, bytes) in &self.all {
            let kind = match name.rsplit_once('.').map(|(_, end)| end) {
                Some("js") => "text/javascript",
                Some("wasm") => "application/wasm",
                Some("json") => "application/json",
                // in the page already, or not loaded by it
                _ => continue,
            };
            let owned;
            // a worker's files are told each other's addresses when the page opens
            let bytes = if kind == "text/javascript" && !name.contains('/') {
                owned = own(std::str::from_utf8(bytes)?);
                owned.as_bytes()
            } else {
                bytes
            };
            // writing to a String cannot fail
            let _ = writeln!(
                out,
                "<script type=\"text/plain\" data-file=\"{name}\" data-kind=\"{kind}\">{}</script>",
                packed(bytes)?
            );
        }
        let entry = packed(own(entry).as_bytes())?;
        let _ = writeln!(
            out,
            "<script type=\"text/plain\" data-file=\"start.js\" data-kind=\"text/javascript\">{entry}</script>"
        );
        let fragment = serde_json::to_string(fragment.unwrap_or_default())?.replace('<', "\\u003c");
        let _ = writeln!(out, "<script>\n{}</script>", START.replace("FRAGMENT", &fragment));
        Ok(out)
    }
}

/// Bytes, compressed, as text.
fn packed(bytes: &[u8]) -> anyhow::Result<String> {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
    gzip.write_all(bytes)?;
    Ok(STANDARD.encode(gzip.finish()?))
}

/// Unpacks the files and starts the page. A frame that is not allowed to run this leaves what stands in the page.
const START: &str = r#"(async () => {
  const fragment = FRAGMENT;
  if (fragment && location.hash.length < 2) location.replace(`#${fragment}`);
  const files = new Map();
  for (const script of document.querySelectorAll("script[data-file]")) {
    const bytes = Uint8Array.from(atob(script.textContent), (char) => char.charCodeAt(0));
    const opened = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    files.set(script.dataset.file, { type: script.dataset.kind, body: await new Response(opened).arrayBuffer() });
    script.remove();
  }
  // the page's own requests are answered from here; a host's books are not with it
  const fetched = window.fetch.bind(window);
  const here = new URL(".", location.href).href;
  window.fetch = async (asked, how) => {
    const address = new URL(asked instanceof Request ? asked.url : asked, location.href).href;
    if (!address.startsWith(here) && !address.startsWith("https://packwise.invalid/")) return fetched(asked, how);
    const file = files.get(address.split(/[?#]/)[0].split("/").pop());
    return file ? new Response(file.body, { headers: { "content-type": file.type } }) : new Response("", { status: 404 });
  };
  const address = (body, type) => URL.createObjectURL(new Blob([body], { type }));
  // a page from a disk has no origin, and a worker's modules are not taken from blobs then: their texts are their addresses
  const inline = (body, type) => {
    const bytes = new Uint8Array(body);
    let text = "";
    for (let at = 0; at < bytes.length; at += 32_768) text += String.fromCharCode(...bytes.subarray(at, at + 32_768));
    return `data:${type};base64,${btoa(text)}`;
  };
  // a worker is in a folder of its own; its script comes last, when what it imports has addresses
  for (const meta of document.querySelectorAll("meta[content$='/worker.js']")) {
    const folder = meta.content.slice(0, -"worker.js".length);
    const inside = [...files].filter(([name]) => name.startsWith(folder));
    const known = {};
    for (const [name, { type, body }] of inside)
      if (type === "application/wasm") known[name.slice(folder.length)] = inline(body, type);
    const own = (body) => {
      let text = new TextDecoder().decode(body).replaceAll("import.meta.url", JSON.stringify("https://packwise.invalid/"));
      for (const [name, at] of Object.entries(known)) text = text.replaceAll(`"./${name}"`, JSON.stringify(at));
      return text;
    };
    for (const [name, { type, body }] of inside)
      if (type === "text/javascript" && !name.endsWith("/worker.js")) known[name.slice(folder.length)] = inline(new TextEncoder().encode(own(body)), type);
    const wasm = Object.fromEntries(Object.entries(known).filter(([name]) => name.endsWith(".wasm")));
    const ahead = `const fetched = self.fetch.bind(self), parts = ${JSON.stringify(wasm)};
self.fetch = (asked, how) => fetched(parts[String(asked.url ?? asked).split("/").pop()] ?? asked, how);
`;
    const script = files.get(`${folder}worker.js`);
    if (script) meta.content = inline(new TextEncoder().encode(ahead + own(script.body)), "text/javascript");
  }
  const imports = {};
  for (const [name, { type, body }] of files)
    if (type === "text/javascript" && !name.includes("/")) imports[`packwise/${name}`] = URL.createObjectURL(new Blob([body], { type }));
  const map = document.createElement("script");
  map.type = "importmap";
  map.textContent = JSON.stringify({ imports });
  document.head.append(map);
  await import("packwise/start.js");
})();
"#;

/// index.html with its styles and its icon in it, without what would be fetched; and its module, which starts the page.
fn without_addresses(index: &str, files: &Files) -> anyhow::Result<(String, String)> {
    let mut html = String::new();
    let mut entry = None;
    let mut rest = index;
    while let Some(start) = rest.find('<') {
        html.push_str(&rest[..start]);
        let end = start + rest[start..].find('>').context("index.html ends inside a tag")? + 1;
        let tag = &rest[start..end];
        rest = &rest[end..];
        if tag.starts_with("<link ") {
            let rel = attribute(tag, "rel").unwrap_or_default();
            let address = attribute(tag, "href").unwrap_or_default();
            match rel {
                "stylesheet" => {
                    let style = files.text(address)?;
                    ensure!(!style.contains("</style") && !style.contains("url("), "{address} cannot stand in a page");
                    // writing to a String cannot fail
                    let _ = write!(html, "<style>\n{style}</style>");
                }
                "icon" => {
                    let icon = STANDARD.encode(files.text(address)?);
                    let _ = write!(html, "<link rel=\"icon\" href=\"data:image/svg+xml;base64,{icon}\" />");
                }
                // there is nothing to fetch ahead, and no host to install from
                "modulepreload" | "preload" | "prefetch" | "manifest" => {}
                other => bail!("index.html has a link of a kind that is not known here: {other}"),
            }
        } else if tag.starts_with("<script") {
            let (text, after) = rest.split_once("</script>").context("a script of index.html has no end")?;
            rest = after;
            ensure!(attribute(tag, "type") == Some("module"), "index.html has a script that is no module");
            let module = match attribute(tag, "src") {
                Some(address) => files.text(address)?.to_owned(),
                None => text.to_owned(),
            };
            ensure!(entry.replace(module).is_none(), "index.html starts more than one module");
        } else {
            html.push_str(tag);
        }
    }
    html.push_str(rest);
    Ok((html, entry.context("index.html starts no module")?))
}

/// The value of an attribute of a tag, in double quotes.
fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
    rest.split_once('"').map(|(value, _)| value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_becomes_one_file() {
        let shell = xshell::Shell::new().unwrap();
        let folder = shell.create_temp_dir().unwrap();
        for (name, text) in [
            (
                "index.html",
                "<html><head><link rel=\"icon\" href=\"icon.svg\" /><link rel=\"stylesheet\" href=\"./a.css\"/>\
                 <link rel=\"modulepreload\" href=\"./a.js\"><script type=\"module\">import './a.js';</script></head>\
                 <body><p>1 > 0</p></body></html>",
            ),
            ("icon.svg", "<svg/>"),
            ("a.css", "p { color: red }"),
            ("a.js", "import \"./b.js\"; new URL('a.wasm', import.meta.url)"),
            ("b.js", "import './a.js'"),
            ("a.wasm", "wasm"),
            ("packwise.json", "{}"),
        ] {
            shell.write_file(folder.path().join(name), text).unwrap();
        }
        let html = made_of(folder.path(), Some("plan?lines=</script>")).unwrap();
        assert!(html.contains("<style>\np { color: red }</style>") && html.contains("<p>1 > 0</p>"), "{html}");
        for gone in ["href=\"./", "src=", "modulepreload", "lines=</script>"] {
            assert!(!html.contains(gone), "{gone} in {html}");
        }
        for kept in ["data-file=\"a.js\"", "data-file=\"b.js\"", "data-file=\"a.wasm\"", "data-file=\"packwise.json\""]
        {
            assert!(html.contains(kept), "{kept} in {html}");
        }
        assert!(html.ends_with("</body></html>"));
    }

    #[test]
    fn what_is_not_understood_is_not_left_out() {
        let files = Files { all: Vec::new() };
        assert!(without_addresses("<script>1</script>", &files).is_err());
        assert!(without_addresses("<link rel=\"manifest\" href=\"a\">", &files).is_err());
        assert!(without_addresses("<p>", &files).is_err());
    }
}
