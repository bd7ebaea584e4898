// Prices files of work beside the page, so that the page never waits. Ended by the page to cancel.
//
// In:  {id, do: "open", book, text, sheet?}    the price book as JSON text, the file as an ArrayBuffer; answers the guess. Of an
//                                              XLSX file, {sheets, sheet} are with it: the names, and the one that is read
//      {id, do: "sheet", sheet}                answers the guess for another sheet
//      {id, do: "look", delimiter}             answers the guess again, with this between two cells
//      {id, do: "price", mapping}              answers the summary, with reports of progress before it
//      {id, do: "write", mapping, face}        answers {csv} ("priced" or "issues")
// Out: {id, progress: {read, all}}             bytes
//      {id, answer}                            JSON text: what was asked for, or {issues}
//      {id, failed}                            words: the module did not load, or ended
import init, { guess, price, write } from "./bulk.js";

const ready = init();
let book = "";
let text = new Uint8Array();
/** The XLSX file, if it is one, and the names of its sheets. */
let file;
let sheets = [];

/** @param {MessageEvent} event */
self.onmessage = async ({ data }) => {
  const { id } = data;
  try {
    await ready;
    self.postMessage({ id, answer: await answer(id, data) });
  } catch (error) {
    self.postMessage({ id, failed: String(error) });
  }
};

/** What an XLSX file begins with, and what one with a password does, or one of the old kind. */
const SHEETS = [[0x50, 0x4b, 0x03, 0x04], [0xd0, 0xcf, 0x11, 0xe0]];

/** The guess for one sheet; the reader of spreadsheets is loaded when the first is opened. */
async function guessed(sheet) {
  const reader = await import("./sheet.js");
  await reader.default();
  try {
    sheets = JSON.parse(reader.sheetNames(file));
    text = reader.sheetCsv(file, sheet);
  } catch (error) {
    // what the reader says of the file; when it ended in the middle, that is no such thing
    if (error instanceof WebAssembly.RuntimeError) throw error;
    return JSON.stringify({ issues: [{ path: "", code: "wrong-type", level: "error", words: error.message }] });
  }
  const said = JSON.parse(guess(book, text, ","));
  // an empty sheet has no guess, and another can be chosen
  if (!said.mapping && sheets.length < 2) return JSON.stringify(said);
  return JSON.stringify({ mapping: null, columns: [], preview: [], ...said, sheets, sheet });
}

async function answer(id, data) {
  switch (data.do) {
    case "open":
      book = data.book;
      text = new Uint8Array(data.text);
      file = SHEETS.some((begins) => begins.every((byte, at) => text[at] === byte)) ? text : undefined;
      if (file) return guessed(data.sheet ?? 0);
      return guess(book, text, "");
    case "sheet":
      return guessed(data.sheet);
    case "look":
      return guess(book, text, data.delimiter);
    case "price":
      return price(book, text, JSON.stringify(data.mapping), (read, all) => self.postMessage({ id, progress: { read, all } }));
    case "write":
      return write(book, text, JSON.stringify(data.mapping), data.face);
    default:
      throw new Error(`nothing is known to do for ${String(data.do)}`);
  }
}
