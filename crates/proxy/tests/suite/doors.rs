//! Who gets in, which pages may read, what is refused, and how it ends.

use crate::harness::{ANNA, BERT, Proxy, SHORT, fakes, read, toml};
use packwise_proxy::secret::TokenDigest;
use reqwest::Method;
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

const BALANCE: &str = "/api/v1/accounts/kling-main/balance";

#[tokio::test]
async fn nobody_gets_in_without_a_known_token() {
    let (kling, ugen) = fakes().await;
    let proxy = Proxy::short(&kling, &ugen).await;
    for path in [
        "/api/v1/accounts",
        BALANCE,
        "/api/v1/accounts/studio/balance",
        "/api/v1/accounts/studio/transactions",
        "/api/v1/accounts/studio/pricing",
        "/api/v1/accounts/studio/packs",
        "/api/v1/accounts/nobody/balance",
    ] {
        for token in
            [None, Some(""), Some("x"), Some(&ANNA[..ANNA.len() - 1]), Some(&TokenDigest::of(ANNA).to_hex()[..])]
        {
            let mut request = proxy.request(Method::GET, path);
            if let Some(token) = token {
                request = request.bearer_auth(token);
            }
            let answer = proxy.send(request).await;
            assert!(matches!(answer.status, 401 | 429), "{path} {token:?}: {answer:?}");
            assert_eq!(answer.header("cache-control").as_deref(), Some("no-store"));
        }
    }
    let twice = proxy.request(Method::GET, BALANCE).bearer_auth(ANNA).header("authorization", "Bearer other");
    assert!(matches!(proxy.send(twice).await.status, 401 | 429));
    let forged = proxy.request(Method::GET, BALANCE).header("x-remote-user", "anna");
    assert!(matches!(proxy.send(forged).await.status, 401 | 429));
    assert!(kling.seen().is_empty() && ugen.seen().is_empty(), "the vendor was asked for somebody unknown");
}

#[tokio::test]
async fn a_scope_is_a_wall() {
    let (kling, ugen) = fakes().await;
    let proxy = Proxy::short(&kling, &ugen).await;
    let as_bert = |path: &str| proxy.request(Method::GET, path).bearer_auth(BERT);
    let outside = proxy.send(as_bert(BALANCE)).await;
    let nowhere = proxy.send(as_bert("/api/v1/accounts/none/balance")).await;
    assert_eq!((outside.status, &outside.body), (404, &nowhere.body), "an account outside the scope does not exist");
    assert_eq!(proxy.send(as_bert("/api/v1/accounts/studio/balance")).await.status, 200);
    let list = proxy.send(as_bert("/api/v1/accounts")).await.json();
    assert_eq!(list["accounts"].as_array().unwrap().len(), 1);
    assert_eq!(list["accounts"][0]["name"], "studio");
    assert_eq!(proxy.get("/api/v1/accounts").await.json()["accounts"].as_array().unwrap().len(), 3);
    assert!(kling.seen().is_empty());
}

#[tokio::test]
async fn the_trusted_header_counts_from_its_own_proxy_only() {
    let (kling, ugen) = fakes().await;
    let with = |from: &str| {
        let more = format!(
            "[callers.users]\nuser = \"carla@example.com\"\naccounts = [\"studio\"]\n[trusted]\nheader = \"X-Remote-User\"\nfrom = [\"{from}\"]"
        );
        Proxy::start(read(&toml(&kling, &ugen, SHORT, &more), &[]).unwrap())
    };
    let proxy = with("127.0.0.1").await;
    let path = "/api/v1/accounts/studio/balance";
    let as_user = |proxy: &Proxy, user: &'static str| proxy.request(Method::GET, path).header("x-remote-user", user);
    assert_eq!(proxy.send(as_user(&proxy, "carla@example.com")).await.status, 200);
    assert_eq!(proxy.send(as_user(&proxy, "*")).await.status, 401);
    assert_eq!(proxy.send(as_user(&proxy, "mallory")).await.status, 401);
    let twice = as_user(&proxy, "carla@example.com").header("x-remote-user", "mallory");
    assert_eq!(proxy.send(twice).await.status, 401);
    // a checkout by such a caller needs the page's origin as well
    let order = |origin: Option<&'static str>| {
        let mut request = proxy
            .request(Method::POST, "/api/v1/accounts/studio/checkout")
            .header("x-remote-user", "carla@example.com")
            .header("content-type", "application/json")
            .header("x-packwise-confirm", "creator")
            .body(r#"{"pack_id":"creator","confirm":"creator"}"#);
        if let Some(origin) = origin {
            request = request.header("origin", origin);
        }
        request
    };
    assert_eq!(proxy.send(order(None)).await.code(), "foreign-origin");
    assert_eq!(proxy.send(order(Some("https://evil.example"))).await.code(), "foreign-origin");
    assert_eq!(proxy.send(order(Some("https://docs.example.com"))).await.status, 200);

    let elsewhere = with("10.0.0.1").await;
    assert_eq!(elsewhere.send(as_user(&elsewhere, "carla@example.com")).await.status, 401);
}

#[tokio::test]
async fn only_listed_origins_read() {
    let (kling, ugen) = fakes().await;
    let proxy = Proxy::short(&kling, &ugen).await;
    let from = |origin: &'static str| {
        proxy.request(Method::GET, "/api/v1/accounts").bearer_auth(ANNA).header("origin", origin)
    };
    let listed = proxy.send(from("https://docs.example.com")).await;
    assert_eq!(listed.header("access-control-allow-origin").as_deref(), Some("https://docs.example.com"));
    assert_eq!(listed.header("vary").as_deref(), Some("Origin"));
    assert_eq!(listed.header("access-control-allow-credentials"), None);
    for other in ["https://docs.example.com.evil.example", "https://evil.example", "http://docs.example.com", "null"] {
        let answer = proxy.send(from(other)).await;
        assert_eq!(answer.header("access-control-allow-origin"), None, "{other}");
    }
    let ahead = proxy
        .request(Method::OPTIONS, BALANCE)
        .header("origin", "https://docs.example.com")
        .header("access-control-request-method", "GET");
    let ahead = proxy.send(ahead).await;
    assert_eq!(ahead.status, 204);
    assert!(ahead.header("access-control-allow-headers").unwrap().contains("authorization"));
    let foreign = proxy.request(Method::OPTIONS, BALANCE).header("origin", "https://evil.example");
    assert_eq!(proxy.send(foreign).await.header("access-control-allow-origin"), None);
}

#[tokio::test]
async fn headers_and_ids_are_on_every_answer() {
    let (kling, ugen) = fakes().await;
    let proxy = Proxy::short(&kling, &ugen).await;
    let mut ids = Vec::new();
    for path in ["/api/v1/accounts", BALANCE, "/api/none", "/api", "/healthz", "/readyz", "/metrics", "/nothing"] {
        let answer = proxy.get(path).await;
        assert_eq!(answer.header("x-content-type-options").as_deref(), Some("nosniff"), "{path}");
        ids.push(answer.header("x-request-id").unwrap());
        if path != "/nothing" {
            assert_eq!(answer.header("cache-control").as_deref(), Some("no-store"), "{path}");
        }
    }
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 8, "ids repeat");
    assert_eq!(proxy.send(proxy.request(Method::DELETE, BALANCE).bearer_auth(ANNA)).await.status, 405);
    assert_eq!(proxy.get("/healthz").await.json()["status"], "ok");
    assert_eq!(proxy.get("/readyz").await.json()["ready"], true);
}

#[tokio::test]
async fn metrics_are_not_for_the_public() {
    let (kling, ugen) = fakes().await;
    let proxy = Proxy::short(&kling, &ugen).await;
    proxy.balance_when_it_comes().await;
    let here = proxy.send(proxy.request(Method::GET, "/metrics")).await;
    assert_eq!(here.status, 200);
    assert!(
        here.body.contains("packwise_vendor_requests_total{account=\"kling-main\",ended=\"ok\"} 1"),
        "{}",
        here.body
    );
    assert!(here.body.contains("# TYPE packwise_requests_total counter"), "{}", here.body);
    for line in here.body.lines().filter(|line| !line.starts_with('#')) {
        assert!(line.rsplit_once(' ').unwrap().1.parse::<u64>().is_ok(), "{line}");
    }
    let forwarded = proxy.request(Method::GET, "/metrics").header("x-forwarded-for", "8.8.8.8");
    assert_eq!(proxy.send(forwarded).await.status, 401);
    // a reverse proxy that says nothing of itself, but passes on the name it was asked by
    for (host, status) in [
        ("proxy.example.com", 401),
        ("proxy.example.com:8787", 401),
        ("127.0.0.1.example.com", 401),
        ("localhost:8787", 200),
        ("[::1]:8787", 200),
        ("[::1]", 200),
        ("127.0.0.1", 200),
    ] {
        let asked = proxy.request(Method::GET, "/metrics").header("host", host);
        assert_eq!(proxy.send(asked).await.status, status, "{host}");
    }
}

#[tokio::test]
async fn floods_are_refused() {
    let (kling, ugen) = fakes().await;
    let file = toml(&kling, &ugen, SHORT, "").replace("posts = 1000", "posts = 1\nper_caller = 5\nrefusals = 2");
    let proxy = Proxy::start(read(&file, &[]).unwrap()).await;
    let mut refused = 0;
    for _ in 0..20 {
        refused += u32::from(proxy.get("/api/v1/accounts").await.status == 429);
    }
    assert!((10..=15).contains(&refused), "{refused} of 20 were refused at 5 a second");
    let mut too_many = 0;
    for _ in 0..10 {
        too_many += u32::from(proxy.send(proxy.request(Method::GET, BALANCE).bearer_auth("wrong")).await.status == 429);
    }
    assert!((6..=8).contains(&too_many), "{too_many} of 10 wrong tokens were too many");
    // at every door: what answers 401 is written down each time, and would fill a disk
    let metrics = proxy.request(Method::GET, "/metrics").header("host", "proxy.example.com").bearer_auth("wrong");
    let answer = proxy.send(metrics).await;
    assert_eq!((answer.status, answer.json()["error"]["code"].as_str()), (429, Some("too-many-refusals")));
    let big = format!(r#"{{"segment_count":1,"model_id":"{}"}}"#, "a".repeat(40_000));
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(proxy.post("/api/v1/accounts/studio/estimate", &big).await.status, 413);
    assert_eq!(proxy.post("/api/v1/accounts/studio/estimate", r#"{"segment_count":1}"#).await.status, 429);
    assert!(kling.seen().is_empty() && ugen.seen().is_empty());
}

#[tokio::test]
async fn a_stop_finishes_what_is_in_flight() {
    let (kling, ugen) = fakes().await;
    let proxy = Proxy::short(&kling, &ugen).await;
    kling.then([crate::fake::Play::Slow(Duration::from_millis(400))]);
    let request = proxy.request(Method::GET, BALANCE).bearer_auth(ANNA);
    let asked = tokio::spawn(async move { request.send().await.unwrap().status().as_u16() });
    tokio::time::sleep(Duration::from_millis(200)).await;
    let app = std::sync::Arc::clone(&proxy.app);
    let base = proxy.base.clone();
    proxy.stop().await;
    assert_eq!(asked.await.unwrap(), 200, "the answer in flight was lost");
    assert_eq!(app.in_flight(), 0);
    assert!(reqwest::Client::builder().no_proxy().build().unwrap().get(base).send().await.is_err(), "it still listens");
}

/// Sends one request over and over and never reads. Returns the stream once no more is taken.
async fn send_and_never_read(address: &str, head: &str) -> tokio::net::TcpStream {
    let stream = tokio::net::TcpStream::connect(address).await.unwrap();
    let request = head.repeat(50);
    let mut stream = stream;
    // until the answers have filled all that lies between, so that the requests are taken no more
    while let Ok(Ok(())) = tokio::time::timeout(Duration::from_millis(700), stream.write_all(request.as_bytes())).await
    {
    }
    stream
}

/// With four places, and so long to read.
async fn of_four_places(write_ms: u32) -> (crate::fake::Fake, crate::fake::Fake, Proxy) {
    let (kling, ugen) = fakes().await;
    let timing = format!("{SHORT}\nwrite_ms = {write_ms}\nconnection_ms = 60000");
    let file = toml(&kling, &ugen, &timing, "").replace("posts = 1000", "posts = 1000\nconnections = 4");
    let proxy = Proxy::start(read(&file, &[]).unwrap()).await;
    (kling, ugen, proxy)
}

async fn health_comes(proxy: &Proxy) {
    let asked = proxy.request(Method::GET, "/healthz").header("connection", "close");
    let answer = tokio::time::timeout(Duration::from_secs(15), proxy.send(asked)).await;
    assert_eq!(answer.expect("four who do not read hold all places").status, 200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn strangers_who_do_not_read_make_room() {
    // the time to read is longer than this test: only who wants their place ends them
    let (_kling, _ugen, proxy) = of_four_places(120_000).await;
    let address = proxy.base.trim_start_matches("http://").to_owned();
    let head = "GET /api/v1/accounts HTTP/1.1\r\nHost: x\r\n\r\n";
    let held = tokio::join!(
        send_and_never_read(&address, head),
        send_and_never_read(&address, head),
        send_and_never_read(&address, head),
        send_and_never_read(&address, head)
    );
    health_comes(&proxy).await;
    health_comes(&proxy).await;
    drop(held);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn callers_who_do_not_read_are_cut_off() {
    let (_kling, _ugen, proxy) = of_four_places(1000).await;
    let address = proxy.base.trim_start_matches("http://").to_owned();
    let head = format!("GET /api/v1/accounts HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {ANNA}\r\n\r\n");
    let held = tokio::join!(
        send_and_never_read(&address, &head),
        send_and_never_read(&address, &head),
        send_and_never_read(&address, &head),
        send_and_never_read(&address, &head)
    );
    health_comes(&proxy).await;
    drop(held);
}

#[tokio::test]
async fn a_connection_does_not_last_for_ever() {
    let (kling, ugen) = fakes().await;
    let timing = format!("{SHORT}\nconnection_ms = 500");
    let proxy = Proxy::start(read(&toml(&kling, &ugen, &timing, ""), &[]).unwrap()).await;
    let mut stream = tokio::net::TcpStream::connect(proxy.base.trim_start_matches("http://")).await.unwrap();
    let begun = tokio::time::Instant::now();
    let ended = async {
        let mut bytes = [0; 4096];
        loop {
            let _ = stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n").await;
            match stream.read(&mut bytes).await {
                Ok(0) | Err(_) => break,
                Ok(_) => tokio::time::sleep(Duration::from_millis(50)).await,
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(10), ended).await.expect("it lasts as long as it is used");
    assert!(begun.elapsed() >= Duration::from_millis(400), "{:?}", begun.elapsed());
}

#[tokio::test]
async fn what_is_not_http_is_dropped() {
    let (kling, ugen) = fakes().await;
    let proxy = Proxy::short(&kling, &ugen).await;
    let address = proxy.base.trim_start_matches("http://").to_owned();
    for bytes in [&b"\x16\x03\x01\x02\x00"[..], b"GET / HTTP/9.9\r\n\r\n", b"GET /api/v1/accounts\x00 HTTP/1.1\r\n\r\n"]
    {
        let mut stream = tokio::net::TcpStream::connect(&address).await.unwrap();
        stream.write_all(bytes).await.unwrap();
        stream.shutdown().await.unwrap();
        let mut said = Vec::new();
        let _ = tokio::time::timeout(Duration::from_secs(2), stream.read_to_end(&mut said)).await.unwrap();
        let said = String::from_utf8_lossy(&said).into_owned();
        crate::harness::record(&said);
        assert!(said.is_empty() || said.starts_with("HTTP/1.1 4"), "{said}");
    }
    assert_eq!(proxy.get("/healthz").await.status, 200);
}

#[tokio::test]
async fn a_site_is_served_beside() {
    let (kling, ugen) = fakes().await;
    let folder = std::env::temp_dir().join(format!("packwise-proxy-site-{}", std::process::id()));
    std::fs::create_dir_all(folder.join(".hidden")).unwrap();
    std::fs::create_dir_all(folder.join("books")).unwrap();
    for (name, text) in [
        ("index.html", "<p>here"),
        ("app-0123456789abcdef.js", "1"),
        ("a.wasm", "x"),
        (".secret", "x"),
        (".hidden/x", "x"),
        ("books/.kept", "x"),
    ] {
        std::fs::write(folder.join(name), text).unwrap();
    }
    let file = format!("static = \"{}\"\n{}", folder.display(), toml(&kling, &ugen, SHORT, ""));
    let proxy = Proxy::start(read(&file, &[]).unwrap()).await;
    let get = |path: &'static str| proxy.send(proxy.request(Method::GET, path));
    let index = get("/").await;
    assert_eq!((index.status, index.body.as_str()), (200, "<p>here"));
    assert_eq!(index.header("cache-control").as_deref(), Some("no-cache"));
    assert!(get("/app-0123456789abcdef.js").await.header("cache-control").unwrap().contains("immutable"));
    assert_eq!(get("/a.wasm").await.header("content-type").as_deref(), Some("application/wasm"));
    assert_eq!(get("/books").await.header("location").as_deref(), Some("/books/"));
    for path in [
        "/.secret",
        "/.hidden/x",
        "/%2esecret",
        "/books/.kept",
        "/books%2f.kept",
        "/books%2F%2ekept",
        "/books%5c.kept",
        "//books",
        "/books//index.html",
        "/none",
        "/api/none",
    ] {
        assert_eq!(get(path).await.status, 404, "{path}");
    }
    std::fs::remove_dir_all(folder).unwrap();
}
