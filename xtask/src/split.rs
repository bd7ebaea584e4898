//! Cuts the compiled page into the wasm of the first load and those of the views that are fetched later.
//!
//! `src/views/later.rs` says where to cut. What only one later view needs is in its own file; what several need and the
//! first load does not is in files that they share. The parts work only with the main file they were cut from: they
//! share its memory, its stack and its table of functions, and know the places in them. So they are cut before
//! wasm-bindgen and wasm-opt see the main file, and neither may move what is exported from it.
//!
//! Every file's name is a digest of what is in it, so that a browser never mixes two builds.
//!
//! Imports `fingerprint`, `project`, `say` and `wasm_opt`.

use crate::project::Project;
use crate::{fingerprint, say, wasm_opt};
use anyhow::{Context as _, ensure};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use wasm_split_cli_support::{Options, transform};
use xshell::cmd;

/// What the files are called before their contents are known.
const MAIN: &str = "packwise";
/// The script that fetches the parts.
const LOADER: &str = "packwise-parts.js";

/// What a host that serves wasm under another type than `application/wasm` gets: the whole file first, then the compiler.
const TOLERANT: &str = "async function instantiate(src, imports) {
    const response = await src;
    if (!response.ok) throw new Error(`${response.status} ${response.url}`);
    if (response.headers.get(\"content-type\") === \"application/wasm\") return WebAssembly.instantiateStreaming(response, imports);
    return WebAssembly.instantiate(await response.arrayBuffer(), imports);
}
";

/// The finished script, wasm and parts in a folder of their own.
#[derive(Debug)]
pub(crate) struct Cut {
    /// The files, by name.
    pub(crate) files: Vec<PathBuf>,
    /// The name that `<name>.js`, `<name>_bg.wasm` and `<name>-parts.js` have in common.
    pub(crate) name: String,
}

/// Cuts the page that cargo compiled, and makes the files as small as they get.
pub(crate) fn cut(project: &Project, compiled: &Path, scratch: &Path) -> anyhow::Result<Cut> {
    let (folder, bound) = (fresh(scratch, "parts")?, fresh(scratch, "bound")?);
    let main = folder.join(format!("{MAIN}.wasm"));
    let made = say::step("cutting the later views out of the wasm", || {
        let input = fs::read(compiled).with_context(|| format!("cargo left no {}", compiled.display()))?;
        let (link_name, main_module) = (format!("./{LOADER}"), format!("./{MAIN}.js"));
        let mut options = Options::new(&input);
        options.output_dir = &folder;
        options.main_out_path = &main;
        options.link_name = &link_name;
        options.main_module = &main_module;
        options.emit_dwarf = false;
        transform(options).map_err(|error| anyhow::anyhow!("the wasm cannot be cut: {error:#}"))
    })?;
    ensure!(
        !made.split_modules.is_empty(),
        "no later view was found in the wasm; was it built with the feature `split`?"
    );
    bind(project, &main, &bound)?;

    let wasm = bound.join(format!("{MAIN}_bg.wasm"));
    let parts: Vec<PathBuf> = made.split_modules.into_iter().filter(|part| part.is_file()).collect();
    let mut all = parts.clone();
    all.push(wasm.clone());
    wasm_opt::shrink(project, &all)?;
    let mut loader = fs::read_to_string(folder.join(LOADER))?;
    ensure!(loader.contains("WebAssembly.instantiateStreaming("), "the splitter writes another script than it did");
    loader = TOLERANT.to_owned() + &loader.replace("WebAssembly.instantiateStreaming(", "instantiate(");
    let mut files = Vec::new();
    for part in &parts {
        files.push(name_part(part, &bound, &mut loader)?);
    }

    let script = fs::read_to_string(bound.join(format!("{MAIN}.js")))?;
    ensure!(script.contains(LOADER), "the script does not load {LOADER}: no later view is asked for");
    let all = [script.as_bytes(), loader.as_bytes(), &fs::read(&wasm)?].concat();
    let name = format!("{MAIN}-{}", &fingerprint::of_bytes(&all)[..16]);
    // the wasm knows the loader by the name it was cut with, so only the script's import is told the new one
    let script = script.replace(&format!("from \"./{LOADER}\""), &format!("from \"./{name}-parts.js\""));
    ensure!(script.contains(&format!("{name}-parts.js")), "the script imports {LOADER} in another way than it did");
    let loader = loader.replace(&format!("\"./{MAIN}.js\""), &format!("\"./{name}.js\""));
    ensure!(loader.contains(&format!("{name}.js")), "the parts' script does not import {MAIN}.js");
    for (end, text) in [(".js", script), ("-parts.js", loader)] {
        let file = bound.join(format!("{name}{end}"));
        fs::write(&file, text)?;
        files.push(file);
    }
    let named = bound.join(format!("{name}_bg.wasm"));
    fs::rename(&wasm, &named)?;
    files.push(named);
    Ok(Cut { files, name })
}

/// Whether a file is the script that fetches the parts.
pub(crate) fn is_loader(file: &Path) -> bool {
    file.file_name().and_then(|name| name.to_str()).is_some_and(|name| name.ends_with("-parts.js"))
}

/// A part that is fetched later, with every file that it takes.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Part {
    pub(crate) name: String,
    pub(crate) files: Vec<PathBuf>,
}

/// The parts of a finished page, as the script that fetches them has them.
pub(crate) fn parts(dist: &Path) -> anyhow::Result<Vec<Part>> {
    let mut parts = Vec::new();
    for entry in fs::read_dir(dist).with_context(|| format!("there is no {}", dist.display()))? {
        let file = entry?.path();
        if is_loader(&file) {
            let script = fs::read_to_string(&file)?;
            parts.extend(named(&script).into_iter().map(|(name, files)| Part {
                name: name.to_owned(),
                files: files.into_iter().map(|file| dist.join(file)).collect(),
            }));
        }
    }
    Ok(parts)
}

/// What the script fetches for each part: `const __chunk_1 = … "./chunk_1-….wasm" …;` are the shared files,
/// `export const __wasm_split_load_<part> = … "./split_<part>-….wasm" … [__chunk_1, …]` the parts.
fn named(script: &str) -> BTreeMap<&str, Vec<&str>> {
    let (mut shared, mut parts) = (BTreeMap::new(), BTreeMap::new());
    for statement in script.split("const __").skip(1) {
        let name = statement.split(' ').next().unwrap_or_default();
        if let Some(part) = name.strip_prefix("wasm_split_load_") {
            let own = first_file(statement).into_iter();
            let list = statement.rsplit_once('[').map_or("", |(_, list)| list);
            let list = list.split(']').next().unwrap_or_default();
            let needed = list.split(", ").filter_map(|chunk| shared.get(chunk.trim_start_matches("__")).copied());
            parts.insert(part, own.chain(needed).collect());
        } else if let Some(file) = first_file(statement) {
            shared.insert(name, file);
        }
    }
    parts
}

/// The first file that a statement names, `"./<file>"`.
fn first_file(statement: &str) -> Option<&str> {
    statement.split_once("\"./")?.1.split('"').next()
}

/// Writes the script around the main file. The linker's own exports stay: they are what the parts hold on to.
fn bind(project: &Project, main: &Path, to: &Path) -> anyhow::Result<()> {
    let sh = &project.shell;
    cmd!(sh, "wasm-bindgen --target web --no-typescript --keep-lld-exports --out-dir {to} --out-name {MAIN} {main}")
        .quiet()
        .run()
        .with_context(|| format!("wasm-bindgen failed on {}", main.display()))
}

/// Moves a part to where the main file is, under a name of its contents, and tells the script that fetches it.
fn name_part(part: &Path, to: &Path, loader: &mut String) -> anyhow::Result<PathBuf> {
    let name = part.file_name().and_then(|name| name.to_str()).context("a part without a name")?;
    let stem = name.trim_end_matches(".wasm");
    let digest = fingerprint::of_bytes(&fs::read(part)?);
    let new_name = format!("{stem}-{}.wasm", &digest[..16]);
    let address = format!("\"./{name}\"");
    ensure!(loader.contains(&address), "the splitter's script does not fetch {name}");
    *loader = loader.replace(&address, &format!("\"./{new_name}\""));
    let file = to.join(new_name);
    fs::rename(part, &file)?;
    Ok(file)
}

fn fresh(scratch: &Path, name: &str) -> anyhow::Result<PathBuf> {
    let folder = scratch.join(name);
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder).with_context(|| format!("cannot create {}", folder.display()))?;
    Ok(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_part_takes_is_read_from_the_script() {
        let script = r#"import { initSync } from "./packwise.js";
            /* a, b */
            const __chunk_3 = makeLoad(() => { const src = fetch(new URL("./chunk_3-0.wasm", import.meta.url)); }, []);
            export const __wasm_split_load_b = wrapAsyncCb(makeLoad(() => { fetch(new URL("./split_b-1.wasm", import.meta.url)); }, [__chunk_3]));
            export const __wasm_split_load_a = wrapAsyncCb(makeLoad(() => async (_imp) => ({}), [__chunk_3]));"#;
        let expected = [("a", vec!["chunk_3-0.wasm"]), ("b", vec!["split_b-1.wasm", "chunk_3-0.wasm"])];
        assert_eq!(named(script), BTreeMap::from(expected));
    }
}
