//! Ranges of addresses, e.g. `127.0.0.1`, `10.0.0.0/8`, `::1`.
//!
//! Imports nothing from the crate.

use std::net::IpAddr;

/// The addresses whose first `bits` are those of `base`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Net {
    base: IpAddr,
    bits: u32,
}

impl Net {
    /// Reads an address with or without `/bits`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (base, bits) = match text.split_once('/') {
            Some((base, bits)) => (base.parse::<IpAddr>().ok()?, Some(bits.parse::<u32>().ok()?)),
            None => (text.parse::<IpAddr>().ok()?, None),
        };
        let all = if base.is_ipv4() { 32 } else { 128 };
        let bits = bits.unwrap_or(all);
        (bits <= all).then_some(Self { base, bits })
    }

    /// Whether an address lies in the range. An IPv4 address in IPv6's clothes counts as itself.
    #[must_use]
    pub fn has(&self, address: IpAddr) -> bool {
        match (self.base, address.to_canonical()) {
            (IpAddr::V4(base), IpAddr::V4(address)) => {
                (u32::from(base) ^ u32::from(address)).checked_shr(32 - self.bits).unwrap_or(0) == 0
            }
            (IpAddr::V6(base), IpAddr::V6(address)) => {
                (u128::from(base) ^ u128::from(address)).checked_shr(128 - self.bits).unwrap_or(0) == 0
            }
            (IpAddr::V4(_), IpAddr::V6(_)) | (IpAddr::V6(_), IpAddr::V4(_)) => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_hold_what_they_say() {
        let has = |net: &str, address: &str| Net::parse(net).unwrap().has(address.parse().unwrap());
        assert!(has("127.0.0.1", "127.0.0.1"));
        assert!(has("127.0.0.1", "::ffff:127.0.0.1"));
        assert!(!has("127.0.0.1", "127.0.0.2"));
        assert!(has("10.0.0.0/8", "10.200.3.4"));
        assert!(!has("10.0.0.0/8", "11.0.0.1"));
        assert!(has("0.0.0.0/0", "1.2.3.4"));
        assert!(has("::1", "::1"));
        assert!(has("fd00::/8", "fdaa::1"));
        assert!(!has("::/0", "1.2.3.4"));
        for bad in ["", "10.0.0.0/33", "10.0.0/8", "x", "::/129", "1.2.3.4/"] {
            assert_eq!(Net::parse(bad), None, "{bad}");
        }
    }
}
