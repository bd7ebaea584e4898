//! Shows the page on this machine: the release page, the page under development, `dist/` as it is, or the page with the
//! balance proxy.
//!
//! Only this machine can reach it. A port that is taken is noticed before anything is built.
//!
//! Imports `files`, `page`, `project`, `say`, `server` and `tools`.

use crate::project::Project;
use crate::server::{Server, Site};
use crate::tools::Need;
use crate::{files, page, say, tools};
use anyhow::{Context as _, bail};
use serde_json::Value;
use std::fs;
use std::io::ErrorKind;
use std::net::{Ipv4Addr, TcpListener};
use std::path::PathBuf;
use xshell::cmd;

/// Where the page is unless another port is asked for.
pub(crate) const PORT: u16 = 8080;

/// Builds the release page if it is not up to date, and serves it.
pub(crate) fn release(project: &Project, port: u16) -> anyhow::Result<()> {
    drop(listen(port)?);
    page::ensure(project)?;
    run(project, port, "/")
}

/// The program that serves the page and balances.
pub(crate) const PROXY: &str = "packwise-proxy";

/// Builds the release page if it is not up to date, and has the balance proxy serve it beside its own answers.
///
/// The proxy's accounts and callers come from the environment or from the file that `PACKWISE_PROXY_CONFIG` names; what is
/// missing there the proxy says itself, before the page is built.
pub(crate) fn by_proxy(project: &Project, port: u16) -> anyhow::Result<()> {
    drop(listen(port)?);
    let program = build_proxy(project)?;
    let sh = &project.shell;
    cmd!(sh, "{program} check").quiet().run().context("the proxy needs accounts and callers: docs/proxy.md")?;
    page::ensure(project)?;
    let site = with_proxy(project)?;
    println!("Packwise is at http://127.0.0.1:{port}/, balances at http://127.0.0.1:{port}/api/v1/ (Ctrl-C stops it)");
    cmd!(sh, "{program}")
        .quiet()
        .env("PACKWISE_LISTEN", format!("127.0.0.1:{port}"))
        .env("PACKWISE_STATIC", site)
        .run()
        .context("the proxy stopped; what it says above is why")
}

/// A copy of `dist/` whose packwise.json says that the proxy is beside the page: in `dist/` it says that there is none.
fn with_proxy(project: &Project) -> anyhow::Result<PathBuf> {
    let (dist, site) = (project.dist(), project.scratch()?.join("proxied"));
    if site.exists() {
        fs::remove_dir_all(&site)?;
    }
    files::copy(&dist, &site)?;
    let settings = site.join("packwise.json");
    let mut said: Value = serde_json::from_str(&fs::read_to_string(&settings)?).context("packwise.json is no JSON")?;
    said["proxy"] = Value::from("./");
    fs::write(&settings, format!("{said:#}\n"))?;
    Ok(site)
}

/// Builds the proxy as it is to be run, and says where it is.
pub(crate) fn build_proxy(project: &Project) -> anyhow::Result<PathBuf> {
    let sh = &project.shell;
    say::step("building the balance proxy", || {
        cmd!(sh, "cargo build --quiet --profile proxy --package {PROXY}").run().context("the proxy does not build")
    })?;
    Ok(project.target().join("proxy").join(PROXY))
}

/// Serves `dist/` as it is, under some path.
pub(crate) fn built(project: &Project, port: u16, under: &str) -> anyhow::Result<()> {
    if !project.dist().join("index.html").is_file() {
        bail!("there is no dist/ to serve: run `cargo xtask build` first");
    }
    run(project, port, under)
}

/// Has Trunk build an unoptimised page, and again on every change, beside the release page.
pub(crate) fn dev(project: &Project, port: u16) -> anyhow::Result<()> {
    drop(listen(port)?);
    tools::ensure(project, &[Need::WasmTarget, Need::Trunk, Need::WasmBindgen])?;
    let dist = project.scratch()?.join("dev");
    fs::create_dir_all(&dist)?;
    say::note(&format!("building; then the page is at http://127.0.0.1:{port}/ (Ctrl-C stops it)"));
    let port = port.to_string();
    page::trunk(project, &["serve", "--address", "127.0.0.1", "--port", &port, "--dist"])
        .arg(dist)
        .run()
        .context("Trunk stopped; what it says above is why")
}

fn run(project: &Project, port: u16, under: &str) -> anyhow::Result<()> {
    let site = Site::new(project.dist(), under);
    let server = Server::start(listen(port)?, site)?;
    println!("Packwise is at {} (Ctrl-C stops it)", server.address());
    server.run()
}

fn listen(port: u16) -> anyhow::Result<TcpListener> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).map_err(|error| match error.kind() {
        ErrorKind::AddrInUse => {
            let other = port.checked_add(1).unwrap_or(PORT);
            anyhow::anyhow!("port {port} is taken; choose another: `cargo xtask serve --port {other}`")
        }
        ErrorKind::PermissionDenied => {
            anyhow::anyhow!("port {port} is not allowed; choose one from 1024 up: `cargo xtask serve --port {PORT}`")
        }
        _ => anyhow::Error::new(error).context(format!("cannot listen on port {port}")),
    })
}
