//! What replicas share through Redis: figures, the one flight of an account, its rest, and each replica's place.
//!
//! Every step is one script, so that it happens whole or not at all. Keys of an account, behind a prefix:
//!
//! | key | holds | for |
//! |---|---|---|
//! | `{name}:value:<question>` | `<milliseconds since 1970> <JSON>` | as long as figures are kept |
//! | `{name}:flight` | the token of the flight under way | the longest that a flight can take, and a rest |
//! | `{name}:rest` | nothing, or the failure that is waited for | as long as the vendor is to be left alone |
//! | `place:<i>` | the replica whose place it is | 15 s, renewed |
//!
//! **Without Redis** each replica goes on alone in turns by the wall clock: a cycle has as many turns as there are
//! replicas, each a quarter longer than an account's interval, and a replica asks only as its own turn begins. So two
//! replicas do not ask within one interval, although they cannot hear each other (their clocks must agree to some
//! hundredths of a second). Before it asks, it looks once more whether Redis is back; who finds Redis again stays quiet
//! for a whole cycle, in which the others find it too.
//!
//! No secret is ever put into Redis. Imports `account` (figures), `clock`, `config` and `failure`.

use crate::account::Kept;
use crate::clock;
use crate::config::{Limits, Sharing, Timing};
use crate::failure::{Class, Failure};
use redis::aio::MultiplexedConnection;
use redis::{AsyncConnectionConfig, RedisError};
use std::fmt;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;
use tokio::sync::Mutex;
use tokio::time::{Instant, sleep_until};

/// How long a place is held without being renewed.
const LEASE: Duration = Duration::from_secs(15);
/// How often Redis is looked after, and the place renewed.
const BEAT: Duration = Duration::from_secs(1);
/// How long a connection may take; it is within this machine or this network.
const CONNECT: Duration = Duration::from_millis(500);
/// How long an answer may take.
const RESPOND: Duration = Duration::from_millis(500);
/// No place was leased.
const NO_PLACE: u64 = u64::MAX;

/// KEYS: value, flight, rest. ARGV: token, longest flight in ms, the oldest that is fresh, 1 to only look.
const TURN: &str = r"
local value = redis.call('GET', KEYS[1])
if value then
  local at = tonumber(string.match(value, '^(%d+) '))
  if at and at >= tonumber(ARGV[3]) then return {'value', value, '0'} end
end
local rest = redis.call('PTTL', KEYS[3])
if rest > 0 then return {'rest', redis.call('GET', KEYS[3]) or '', tostring(rest)} end
if ARGV[4] == '1' then return {'wait', '', '0'} end
if redis.call('SET', KEYS[2], ARGV[1], 'NX', 'PX', ARGV[2]) then return {'go', '', '0'} end
return {'wait', '', tostring(redis.call('PTTL', KEYS[2]))}
";

/// KEYS: value, flight, rest. ARGV: token, the value or nothing, its life in ms, the rest in ms, the failure or nothing.
const FINISH: &str = r"
if redis.call('GET', KEYS[2]) ~= ARGV[1] then return 0 end
if ARGV[2] ~= '' then redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3]) end
redis.call('SET', KEYS[3], ARGV[5], 'PX', ARGV[4])
redis.call('DEL', KEYS[2])
return 1
";

/// KEYS: the places. ARGV: token, life in ms.
const PLACE: &str = r"
for i = 1, #KEYS do
  if redis.call('GET', KEYS[i]) == ARGV[1] then redis.call('PEXPIRE', KEYS[i], ARGV[2]); return i - 1 end
end
for i = 1, #KEYS do
  if redis.call('SET', KEYS[i], ARGV[1], 'NX', 'PX', ARGV[2]) then return i - 1 end
end
return -1
";

/// What replicas share.
pub struct Shared {
    client: redis::Client,
    settings: Sharing,
    timing: Timing,
    limits: Limits,
    /// Tells this process from every other.
    token: String,
    link: Mutex<Link>,
    connected: AtomicBool,
    /// The place among the replicas.
    place: AtomicU64,
}

impl fmt::Debug for Shared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // the client would print the address with its password
        f.debug_struct("Shared").field("settings", &self.settings).finish_non_exhaustive()
    }
}

#[derive(Default)]
struct Link {
    connection: Option<(MultiplexedConnection, Instant)>,
    gone_since: Option<Instant>,
    tried: Option<Instant>,
}

/// Whether an account's vendor may be asked.
#[derive(Debug)]
pub enum Turn {
    /// Yes, by this one; tell [`Shared::finish`] the token.
    Go(String),
    /// No need: another replica has fetched a fresh figure.
    Value(Kept),
    /// Not until a failure's wait is over.
    Held {
        /// The failure.
        failure: Failure,
        /// How long.
        wait: Duration,
    },
    /// Ask again after so long.
    Wait(Duration),
    /// Redis cannot be reached.
    Gone,
}

/// Whether a replica that cannot hear the others may ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Alone {
    /// Yes, now.
    Go,
    /// Redis is back, or the turn was missed: look again.
    Back,
    /// No: nobody said how many there are.
    Never,
}

/// How replicas are coordinated, for health and answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Coordination {
    /// There is one process.
    Single,
    /// Through Redis.
    Shared,
    /// Redis is gone; each goes on at its part of the rate.
    Alone,
    /// Redis is gone, and figures only grow older.
    Blocked,
}

impl Coordination {
    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Single => "single",
            Self::Shared => "shared",
            Self::Alone => "alone",
            Self::Blocked => "blocked",
        }
    }
}

impl Shared {
    /// Prepares the connection; makes none yet.
    ///
    /// # Errors
    /// The address is none.
    pub fn new(settings: Sharing, timing: Timing, limits: Limits) -> Result<Self, RedisError> {
        let client = redis::Client::open(settings.url.expose())?;
        let place = settings.replica.map_or(NO_PLACE, u64::from);
        let token = format!("{:016x}{:016x}", clock::random_below(u64::MAX), clock::random_below(u64::MAX));
        Ok(Self {
            client,
            settings,
            timing,
            limits,
            token,
            link: Mutex::default(),
            connected: AtomicBool::new(false),
            place: AtomicU64::new(place),
        })
    }

    /// How things stand.
    #[must_use]
    pub fn coordination(&self) -> Coordination {
        match (self.connected.load(Ordering::Relaxed), self.settings.replicas) {
            (true, _) => Coordination::Shared,
            (false, Some(_)) => Coordination::Alone,
            (false, None) => Coordination::Blocked,
        }
    }

    /// Looks after Redis and the place for as long as the process lives.
    pub async fn beat(&self) {
        loop {
            self.beat_once().await;
            tokio::time::sleep(BEAT).await;
        }
    }

    /// One look.
    pub async fn beat_once(&self) {
        let Some((mut connection, _)) = self.connection(false).await else { return };
        let Some(replicas) = self.settings.replicas.filter(|_| self.settings.replica.is_none()) else {
            if redis::cmd("PING").query_async::<()>(&mut connection).await.is_err() {
                self.lost().await;
            }
            return;
        };
        let mut command = redis::cmd("EVAL");
        command.arg(PLACE).arg(replicas);
        for place in 0..replicas {
            command.arg(format!("{}:place:{place}", self.settings.prefix));
        }
        command.arg(&self.token).arg(clock::millis(LEASE));
        match command.query_async::<i64>(&mut connection).await {
            Ok(place) => match u64::try_from(place) {
                Ok(place) => self.place.store(place, Ordering::Relaxed),
                Err(_) => tracing::warn!(replicas, "more replicas than were configured: this one has no place"),
            },
            Err(_) => self.lost().await,
        }
    }

    /// Asks for the turn to ask about an account. `oldest_ms` is when a figure that counts as fresh was fetched at the earliest.
    pub async fn turn(&self, account: &str, question: &str, oldest_ms: u64) -> Turn {
        let Some((mut connection, since)) = self.connection(false).await else { return Turn::Gone };
        let quiet = (since + self.cycle()).checked_duration_since(Instant::now()).unwrap_or_default();
        let longest = self.timing.upstream + self.timing.interval + Duration::from_secs(1);
        let token = format!("{}{:016x}", self.token, clock::random_below(u64::MAX));
        let mut command = self.script(TURN, account, question);
        // beyond what Lua counts exactly, "never" has to stay a number
        command.arg(&token).arg(clock::millis(longest)).arg(oldest_ms.min(1 << 52)).arg(u8::from(!quiet.is_zero()));
        let Ok((what, text, number)) = command.query_async::<(String, String, String)>(&mut connection).await else {
            self.lost().await;
            return Turn::Gone;
        };
        let wait = Duration::from_millis(number.parse().unwrap_or(0));
        match what.as_str() {
            "go" => Turn::Go(token),
            "value" => match text.split_once(' ').and_then(|(at, body)| Some((at.parse().ok()?, body))) {
                Some((at, body)) => Turn::Value(Kept::new(at, body)),
                None => Turn::Wait(self.timing.interval),
            },
            "rest" => match Failure::of_line(&text) {
                Some(failure) => Turn::Held { failure, wait },
                None => Turn::Wait(wait),
            },
            // another's flight: it may end at any moment
            _ if quiet.is_zero() => Turn::Wait(wait.clamp(Duration::from_millis(5), Duration::from_millis(50))),
            _ => Turn::Wait(quiet.min(Duration::from_millis(200))),
        }
    }

    /// Tells the others how a flight ended, and for how long the vendor is to be left alone.
    pub async fn finish(
        &self,
        account: &str,
        question: &str,
        token: &str,
        outcome: &Result<Kept, Failure>,
        rest: Duration,
        keep: Option<Duration>,
    ) {
        let Some((mut connection, _)) = self.connection(false).await else { return };
        let value = match (outcome, keep) {
            (Ok(kept), Some(_)) => format!("{} {}", kept.fetched_ms, kept.body),
            _ => String::new(),
        };
        let failure = match outcome {
            Err(failure) if matches!(failure.kind.class(), Class::BackOff | Class::Hold) => failure.to_line(),
            _ => String::new(),
        };
        let mut command = self.script(FINISH, account, question);
        let life = clock::millis(keep.unwrap_or_default()).max(1);
        command.arg(token).arg(value).arg(life).arg(clock::millis(rest).max(1)).arg(failure);
        if command.query_async::<i64>(&mut connection).await.is_err() {
            self.lost().await;
        }
    }

    /// Waits for the turn of a replica that cannot hear the others; `far` is called before it waits.
    pub async fn alone(&self, give_up: Instant, far: impl FnOnce()) -> Alone {
        let Some(replicas) = self.settings.replicas else { return Alone::Never };
        far();
        let place = match self.place.load(Ordering::Relaxed) {
            NO_PLACE => {
                // none was leased yet: any is as good, and kept
                let any = clock::random_below(u64::from(replicas));
                self.place.store(any, Ordering::Relaxed);
                any
            }
            place => place,
        };
        let length = clock::millis(self.turn_length()).max(1);
        let cycle = clock::millis(self.cycle()).max(1);
        let lead = self.timing.interval / 4;
        let now = Instant::now();
        // another may have asked through Redis just before it went
        let gone_since = self.link.lock().await.gone_since.unwrap_or(now);
        let earliest = (gone_since + self.turn_length()).max(now + lead);
        let earliest_ms = clock::now_ms().saturating_add(clock::millis(earliest.duration_since(now)));
        let into = earliest_ms.checked_rem(cycle).unwrap_or(0);
        let mine = length.saturating_mul(place);
        let until = if into <= mine { mine - into } else { cycle.saturating_sub(into).saturating_add(mine) };
        let start = earliest + Duration::from_millis(until);
        if start > give_up {
            sleep_until(give_up).await;
            return Alone::Back;
        }
        sleep_until(start.checked_sub(lead).unwrap_or(now)).await;
        if self.connection(true).await.is_some() {
            return Alone::Back;
        }
        sleep_until(start).await;
        // what a turn is longer than the interval is what a late start may take
        if start.elapsed() > self.timing.interval / 8 { Alone::Back } else { Alone::Go }
    }

    fn turn_length(&self) -> Duration {
        self.timing.interval + self.timing.interval / 4
    }

    fn cycle(&self) -> Duration {
        self.turn_length().saturating_mul(self.settings.replicas.unwrap_or(1))
    }

    fn script(&self, script: &str, account: &str, question: &str) -> redis::Cmd {
        let key = |what: &str| format!("{}:{{{account}}}:{what}", self.settings.prefix);
        let mut command = redis::cmd("EVAL");
        command.arg(script).arg(3).arg(key(&format!("value:{question}"))).arg(key("flight")).arg(key("rest"));
        command
    }

    /// The connection and since when it is there, made now if there is none.
    async fn connection(&self, at_once: bool) -> Option<(MultiplexedConnection, Instant)> {
        let mut link = self.link.lock().await;
        if let Some(connection) = &link.connection {
            return Some(connection.clone());
        }
        let now = Instant::now();
        if !at_once && link.tried.is_some_and(|tried| now.duration_since(tried) < self.timing.interval / 4) {
            return None;
        }
        link.tried = Some(now);
        let most = if at_once { CONNECT.min(self.timing.interval / 4) } else { CONNECT };
        let config = AsyncConnectionConfig::new().set_connection_timeout(most).set_response_timeout(RESPOND);
        match self.client.get_multiplexed_async_connection_with_config(&config).await {
            Ok(connection) => {
                let made = (connection, Instant::now());
                link.connection = Some(made.clone());
                link.gone_since = None;
                self.connected.store(true, Ordering::Relaxed);
                tracing::info!(flights = self.limits.queue, "Redis is there: replicas share figures and rate");
                Some(made)
            }
            Err(_) => {
                if link.gone_since.is_none() {
                    link.gone_since = Some(now);
                    tracing::error!(coordination = self.coordination().code(), "Redis cannot be reached");
                }
                None
            }
        }
    }

    async fn lost(&self) {
        let mut link = self.link.lock().await;
        link.connection = None;
        link.tried = None;
        self.connected.store(false, Ordering::Relaxed);
        if link.gone_since.is_none() {
            link.gone_since = Some(Instant::now());
            tracing::error!(coordination = self.coordination().code(), "Redis is gone");
        }
    }
}
