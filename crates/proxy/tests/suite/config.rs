//! What the operator may write, and what they are told.

use crate::harness::{ACCESS, ANNA, API_KEY, SECRET, read};
use packwise_proxy::config::{Credential, Provider, Scope};

#[test]
fn variables_alone_suffice() {
    let config = read(
        "",
        &[
            ("PACKWISE_ACCOUNT_KLING_MAIN_PROVIDER", "kling"),
            ("PACKWISE_ACCOUNT_KLING_MAIN_ACCESS_KEY", ACCESS),
            ("PACKWISE_ACCOUNT_KLING_MAIN_SECRET_KEY", SECRET),
            ("PACKWISE_ACCOUNT_STUDIO_PROVIDER", "u-gen"),
            ("PACKWISE_ACCOUNT_STUDIO_API_KEY", API_KEY),
            ("PACKWISE_CALLER_ANNA_TOKEN", ANNA),
            ("PACKWISE_CALLER_ANNA_ACCOUNTS", "kling-main, studio"),
            ("PACKWISE_ORIGINS", "https://a.example,https://b.example:8443"),
            ("PACKWISE_LISTEN", "127.0.0.1:9000"),
        ],
    )
    .unwrap();
    assert_eq!(config.listen.to_string(), "127.0.0.1:9000");
    assert_eq!(config.origins.len(), 2);
    assert_eq!(config.accounts["studio"].provider, Provider::UGen);
    assert_eq!(config.accounts["studio"].base.as_str(), "https://api.u-gen.ai/api/v1/");
    assert_eq!(config.accounts["kling-main"].base.as_str(), "https://api-singapore.klingai.com/");
    assert!(matches!(config.accounts["kling-main"].credential, Credential::Keys { .. }));
    assert!(matches!(&config.callers[0].scope, Scope::Only(names) if names.len() == 2));
    assert_eq!(config.timing.interval.as_millis(), 1000);
    assert_eq!(config.timing.cache.as_secs(), 60);
}

#[test]
fn every_problem_is_listed_and_no_value_is_repeated() {
    let file = r#"
listen = "everywhere-planted"
origins = ["*", "https://a.example/path", "https://ok.example"]
unknown_field = "planted"
[timing]
interval_ms = 10
cache_seconds = "soon-planted"
[limits]
connections = 0
[trusted]
header = "authorization"
from = ["10.0.0.0/99"]
[redis]
url = "nonsense-planted"
replicas = 2
replica = 2
[accounts.one]
provider = "kling"
access_key = "AK-planted-access-key-0001"
[accounts.two]
provider = "another-planted"
api_key = "short"
[accounts.three]
provider = "u-gen"
base = "http://planted.example/"
api_key = "has a planted blank"
secret_key = "SK-planted-secret-key-0002"
[accounts.four]
provider = "u-gen"
base = "https://user:planted@api.example/?x=planted"
api_key = "ugen-planted-api-key-0003"
[accounts.five]
provider = "u-gen"
api_key_file = "/no/such/file-planted"
[callers.a]
token = "short-planted"
accounts = ["one", "nobody-planted"]
[callers.b]
token_sha256 = "planted"
[callers.c]
user = "planted"
token = "planted-planted-planted-planted-planted"
accounts = "*"
"#;
    let problems = read(
        file,
        &[
            ("PACKWISE_ACCOUNT_SIX_SECRETKEY", SECRET),
            ("PACKWISE_CALLER_X_TOKENS", ANNA),
            ("PACKWISE_LOG", "loud-planted"),
        ],
    )
    .unwrap_err();
    let text: Vec<String> = problems.iter().map(ToString::to_string).collect();
    let text = text.join("\n");
    for path in [
        "listen:",
        "origins[0]:",
        "origins[1]:",
        "unknown_field:",
        "log:",
        "timing.interval_ms:",
        "timing.cache_seconds:",
        "limits.connections:",
        "trusted.header:",
        "trusted.from[0]:",
        "redis.url:",
        "redis.replica:",
        "accounts.one.secret_key:",
        "accounts.two.provider:",
        "accounts.two.api_key:",
        "accounts.three.base:",
        "accounts.three.api_key:",
        "accounts.four.base:",
        "accounts.five.api_key_file:",
        "callers.a.token:",
        "callers.a.accounts[1]:",
        "callers.b.token_sha256:",
        "callers.b.accounts:",
        "callers.c.token:",
        "PACKWISE_ACCOUNT_SIX_SECRETKEY:",
        "PACKWISE_CALLER_X_TOKENS:",
    ] {
        assert!(text.contains(path), "{path} is not among:\n{text}");
    }
    assert!(!text.contains("origins[2]"), "{text}");
    assert!(!text.contains("planted"), "a value is repeated:\n{text}");
}

#[test]
fn a_broken_file_is_told_by_its_line_alone() {
    let problems = read("listen = \"127.0.0.1:1\"\n[accounts.a]\napi_key = \"ugen-planted-api-key\n", &[]).unwrap_err();
    let text = format!("{problems:?}");
    assert!(text.contains("line 3"), "{text}");
    assert!(!text.contains("planted"), "{text}");
}

#[test]
fn nothing_configured_says_what_to_do() {
    let problems = read("", &[]).unwrap_err();
    let text = format!("{problems:?}");
    assert!(text.contains("PACKWISE_ACCOUNT_<NAME>_PROVIDER"), "{text}");
    assert!(text.contains("PACKWISE_CALLER_<NAME>_TOKEN"), "{text}");
}

#[test]
fn the_rate_that_vendors_allow_cannot_be_raised() {
    let of = |base: &str, ms: u32| {
        let file = format!(
            "[timing]\ninterval_ms = {ms}\n[accounts.a]\nprovider = \"u-gen\"\nbase = \"{base}\"\napi_key = \"{API_KEY}\"\n\
             [callers.a]\ntoken = \"{ANNA}\"\naccounts = \"*\"\n"
        );
        read(&file, &[])
    };
    assert!(of("https://api.u-gen.ai/api/v1", 999).is_err());
    assert!(of("https://api.u-gen.ai/api/v1", 1000).is_ok());
    assert!(of("http://127.0.0.1:9/", 10).is_ok());
    assert!(of("http://127.0.0.1.evil.example/", 1000).is_err());
}

#[test]
fn a_key_or_a_token_that_stands_twice_is_a_problem() {
    let digest = packwise_proxy::secret::TokenDigest::of(ANNA).to_hex();
    let file = format!(
        r#"
[trusted]
header = "x-remote-user"
from = ["127.0.0.1"]
[accounts.a]
provider = "kling"
access_key = "{ACCESS}"
secret_key = "{SECRET}"
[accounts.b]
provider = "kling"
access_key = "{ACCESS}"
secret_key = "another-planted-secret"
[accounts.c]
provider = "u-gen"
api_key = "{API_KEY}"
[accounts.d]
provider = "u-gen"
base = "https://eu.u-gen.example/"
api_key = "{API_KEY}"
[accounts.e]
provider = "u-gen"
api_key = "short"
[accounts.f]
provider = "u-gen"
api_key = "short"
[callers.one]
token = "{ANNA}"
accounts = "*"
[callers.two]
token_sha256 = "{digest}"
accounts = ["a"]
[callers.three]
user = "planted@example.com"
accounts = ["a"]
[callers.four]
user = "planted@example.com"
accounts = "*"
"#
    );
    let problems = read(&file, &[]).unwrap_err();
    let text: Vec<String> = problems.iter().map(ToString::to_string).collect();
    for (path, other) in [
        ("accounts.b.access_key:", "accounts.a"),
        ("accounts.d.api_key:", "accounts.c"),
        ("callers.two.token:", "callers.one"),
        ("callers.three.user:", "callers.four"),
    ] {
        assert!(text.iter().any(|line| line.starts_with(path) && line.contains(other)), "{path} {text:?}");
    }
    // and the two keys that are too short are named for that alone
    assert_eq!(problems.len(), 6, "{text:?}");
    assert!(!text.join("").contains("planted") && !text.join("").contains(&digest), "{text:?}");
}

#[test]
fn a_misspelt_variable_is_a_problem() {
    let good = [
        ("PACKWISE_ACCOUNT_A_PROVIDER", "u-gen"),
        ("PACKWISE_ACCOUNT_A_API_KEY", API_KEY),
        ("PACKWISE_CALLER_ANNA_TOKEN", ANNA),
        ("PACKWISE_CALLER_ANNA_ACCOUNTS", "*"),
        // what the project's other programs are told, and other programs' own
        ("PACKWISE_CHROMIUM", "/usr/bin/chromium"),
        ("PACKWISE_TEST_PORT", "8080"),
        ("PACKWISE_XTASK", "x"),
        ("PACKWISE_CLI", "x"),
        ("PACKWISE_FULL", "1"),
        ("PACKWISE_PROXY", "x"),
        ("PACKWISE_PROXY_CONFIG", "x.toml"),
        ("PACKWISE_BLESS", "1"),
        ("HOME", "/"),
    ];
    assert!(read("", &good).is_ok());
    for wrong in ["PACKWISE_ORIGIN", "PACKWISE_TRUSTED_FORM", "PACKWISE_ACOUNT_B_API_KEY", "PACKWISE_listen"] {
        let with: Vec<_> = good.into_iter().chain([(wrong, "planted")]).collect();
        let problems = read("", &with).unwrap_err();
        assert_eq!(problems.len(), 1, "{wrong} {problems:?}");
        assert_eq!(problems[0].path, wrong);
        assert!(!problems[0].words.contains("planted"));
    }
}
