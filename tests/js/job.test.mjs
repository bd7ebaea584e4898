// Jobs from JavaScript: the golden jobs, what cannot be handed over, and the vendor's list of model rates.
import assert from "node:assert/strict";
import { test } from "node:test";
import { evaluate, job, readPricing } from "../../target/npm/packwise/node.js";
import { checkError, checkIssues, golden, thousandths } from "./built.mjs";

const COMPONENTS =
  "video keyframes voice music captions post_processing keyframe_retries video_retries anchor_rejections segment_rejections".split(" ");
const RATE = { billing_unit: "per_generation", credits: 60 };
const fails = (work, what) => {
  let error;
  assert.throws(work, (thrown) => ((error = thrown), true), what);
  checkError(error, what);
  return error.issues.map((issue) => `${issue.path} ${issue.code}`);
};

/** The whole shape of an estimate, and that it adds up. */
function checkEstimate(estimate, what) {
  assert.deepEqual(Object.keys(estimate), ["breakdown", "total", "complete", "issues", "trace"], what);
  assert.deepEqual(estimate.breakdown.map((part) => part.component), COMPONENTS, what);
  const known = estimate.breakdown.filter((part) => part.credits !== null);
  const sum = known.reduce((sum, part) => sum + thousandths(part.credits, what), 0n);
  if (estimate.issues.length > 0) checkIssues(estimate.issues, what);
  const wrong = estimate.issues.some((issue) => issue.level === "error");
  assert.equal(estimate.complete, !wrong && known.length === 10, what);
  if (estimate.complete) assert.equal(thousandths(estimate.total, what), sum, what);
  else assert.equal(estimate.total, null, what);
}

test("the golden jobs are the same from JavaScript, and their estimates are whole", () => {
  const all = golden("job");
  assert.ok(all.length >= 25);
  for (const [file, { request, expect }] of all) {
    const estimate = job(request);
    checkEstimate(estimate, file);
    assert.deepEqual(estimate.breakdown, expect.breakdown, file);
    assert.equal(estimate.total, expect.total, file);
    assert.equal(estimate.complete, expect.complete, file);
    assert.deepEqual(estimate.issues.map((issue) => `${issue.path} ${issue.code}`).sort(), expect.issues, file);
  }
});

test("what has not the shape of a request is an error, every problem at its path", () => {
  for (const value of [undefined, null, 1, "{}", [], () => 1, new Date(0), NaN, 1n]) fails(() => job(value), String(value));
  assert.deepEqual(fails(() => job({}), "empty"), ["segment_count missing"]);
  const numbers = ["segment_count", "duration_seconds", "max_kf_retries", "max_video_retries", "hitl_anchor_max_rejections", "hitl_segments_max_rejections"];
  for (const key of numbers) {
    for (const [value, code] of [
      [-1, "negative"], [1.5, "not-whole"], ["abc", "not-a-number"], ["", "empty"], [1e300, "too-large"], [true, "wrong-type"],
      [[], "wrong-type"], [{}, "wrong-type"], [NaN, "not-a-number"], [Infinity, "not-a-number"], [2n, "not-json"], [() => 1, "not-json"],
    ]) {
      const found = fails(() => job({ segment_count: 1, [key]: value }), `${key} ${String(value)}`);
      assert.deepEqual(found, [`${key} ${code}`]);
    }
  }
  for (const key of ["music_enabled", "voice_enabled", "custom_voice", "qai_enabled", "human_review_gate", "human_review_videos"]) {
    assert.deepEqual(fails(() => job({ segment_count: 1, [key]: "yes" }), key), [`${key} wrong-type`]);
  }
  for (const key of ["model_id", "variant", "resolution", "aspect_ratio", "keyframe_resolution", "caption_style"]) {
    assert.deepEqual(fails(() => job({ segment_count: 1, [key]: 5 }), key), [`${key} wrong-type`]);
    assert.deepEqual(fails(() => job({ segment_count: 1, [key]: "x".repeat(3_000) }), key), [`${key} too-large`]);
  }
  for (const [rate, found] of [
    [5, "rate wrong-type"],
    [{ billing_unit: "per_hour", credits: 5 }, "rate.billing_unit unknown-value"],
    [{ billing_unit: "per_second" }, "rate.credits missing"],
    [{ billing_unit: "per_second", credits: -5 }, "rate.credits negative"],
    [{ billing_unit: "per_second", credits: NaN }, "rate.credits not-a-number"],
    [{ billing_unit: "per_second", credits: 0.0001 }, "rate.credits too-many-decimals"],
    [{ billing_unit: "per_second", credits: 5, colour: 1 }, "rate.colour unknown-key"],
  ]) {
    assert.deepEqual(fails(() => job({ segment_count: 1, rate }), found), [found]);
  }
  assert.deepEqual(fails(() => job({ segment_count: 1, colour: "red", bases: "none" }), "two"), ["colour unknown-key", "bases unknown-value"]);
  assert.deepEqual(fails(() => job({ segment_count: 1, book: "nope" }), "book"), ["book unknown-book"]);
});

test("texts of any kind are named and handed back as text", () => {
  const html = '<img src=x onerror="alert(1)">';
  const estimate = job({ segment_count: 1, model_id: html, variant: html, caption_style: html, keyframe_resolution: html });
  checkEstimate(estimate, "html");
  const paths = estimate.issues.map((issue) => issue.path).sort();
  assert.deepEqual(paths, ["caption_style", "keyframe_resolution", "model_id", "rate", "variant"]);
  assert.ok(estimate.issues.every((issue) => issue.words.length < 400));
});

test("a book that prices no jobs says so; the newest that does is taken where none is named", () => {
  const none = job({ segment_count: 1, book: "kling-2026", rate: RATE });
  checkEstimate(none, "none");
  assert.deepEqual(none.issues.map((issue) => issue.code), ["no-jobs"]);
  assert.deepEqual(job({ segment_count: 1, rate: RATE }), job({ segment_count: 1, rate: RATE, book: "u-gen-2026" }));
});

test("the vendor's list is read, its good rows kept and its bad ones named", () => {
  const row = { model_id: "veo3_fast", variant: "i2v", billing_unit: "per_generation", kie_cost_usd: 0.4, price_usd: 0.6, credits: 60 };
  const said = ({ issues }) => issues.map((issue) => `${issue.path} ${issue.code} ${issue.level}`);
  const good = readPricing(JSON.stringify([row, { ...row, variant: "t2v", credits: 12.5, price_usd: 0.125 }]));
  assert.deepEqual(good, {
    rates: [
      { model: "veo3_fast", variant: "i2v", billing_unit: "per_generation", credits: 60 },
      { model: "veo3_fast", variant: "t2v", billing_unit: "per_generation", credits: 12.5 },
    ],
    issues: [],
  });
  const { model, variant, ...rate } = good.rates[0];
  assert.equal(job({ segment_count: 1, model_id: model, variant, rate }).total, 101);
  const mixed = readPricing(JSON.stringify([row, { ...row, model_id: "<b>" }, { ...row, model_id: "a", credits: "60" }, { ...row, model_id: "b", credits: -1 }, 5]));
  assert.deepEqual(mixed.rates.map((rate) => rate.model), ["veo3_fast", "a"]);
  assert.deepEqual(said(mixed), ["[1].model_id bad-id error", "[2].credits wrong-type warning", "[3].credits negative error", "[4] wrong-type error"]);
  assert.deepEqual(said(readPricing("[{\"credits\": NaN}]")), [" not-json error"]);
  assert.deepEqual(said(readPricing("{}")), [" wrong-type error"]);
  for (const value of [undefined, null, 5, [row], {}]) fails(() => readPricing(value), String(value));
});

test("50 MB of JSON are named and not read", () => {
  const start = performance.now();
  const large = readPricing(`[${'{"model_id": "a"},'.repeat(3_000_000)}{}]`);
  assert.deepEqual([large.rates, large.issues.map((issue) => issue.code)], [[], ["too-large"]]);
  const within = readPricing(`[${'{"model_id":"a"},'.repeat(240_000)}{}]`);
  assert.equal(within.rates.length, 0);
  assert.ok(within.issues.length < 3_000);
  assert.ok(performance.now() - start < 10_000);
  assert.equal(job({ segment_count: 1, rate: RATE }).total, 101);
});

test("a Document's jobs are planned for", () => {
  const rates = [{ model: "veo3_fast", variant: "i2v", billing_unit: "per_generation", credits: 146 }];
  const jobs = [{ segment_count: 3, music_enabled: false, count: 10 }];
  const report = evaluate({ book: "u-gen-2026", lines: [], jobs, rates });
  assert.equal(report.totals[0].cost, "175.00");
  assert.deepEqual(report.pools[0].plan.headroom.grow, 200);
  const [{ total, units, faceValue, priceEach, complete }] = report.jobs;
  assert.deepEqual([total, units, faceValue, priceEach, complete], [480, 4800, "4.80", "17.50", true]);
  const unknown = evaluate({ book: "u-gen-2026", lines: [], jobs });
  assert.deepEqual([unknown.complete, unknown.totals[0].cost, unknown.jobs[0].total], [false, null, null]);
});
