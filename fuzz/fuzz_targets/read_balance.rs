//! Any text as a provider's balance; what is read of it is played forward.
#![no_main]

use libfuzzer_sys::fuzz_target;
use packwise_engine::balance;
use packwise_engine::burn::{self, Request, Snapshot};
use packwise_engine::plan::Options;
use packwise_engine::read::{At, Problems};
use serde_json::{Value, json};

fuzz_target!(|text: &str| {
    let Ok(balance) = balance::read_text(text) else { return };
    // what is answered can be handed on
    let told: Value = serde_json::to_value(&balance).expect("an answer is JSON");
    for demand in [json!([100, 0, "0.001"]), json!({"units": 100, "days": 7, "months": 3})] {
        let packs = json!([{"id": "P", "units": 100, "price": "10", "lifePeriods": 1}]);
        let request = json!({"balance": told, "demand": demand, "asOf": "2026-11-20", "pool": "video", "packs": packs});
        let request = Request::read(&request).expect("what was read is read again");
        let options = Options { budget: 200, headroom: false, alternatives: false, trace: false, ..Options::default() };
        if let Ok(burn) = burn::burn_down(&request, options) {
            assert!(burn.lost.least <= burn.lost.most);
            assert!(burn.in_hand.iter().all(|point| point.least <= point.most));
        }
    }
    let snapshots = json!([{"at": "2026-01-01", "balance": told}, {"at": "2026-02-01", "balance": told}]);
    let problems = Problems::new();
    let read = Snapshot::read_all(&At::root(&snapshots, &problems)).expect("two balances");
    let _ = burn::rate_of_use(&read);
});
