// Prices files of work beside the page, so that the page never waits. Ended by the page to cancel.
//
// In:  {id, do: "open", book, text}            the price book as JSON text, the file as an ArrayBuffer; answers the guess
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

/** @param {MessageEvent} event */
self.onmessage = async ({ data }) => {
  const { id } = data;
  try {
    await ready;
    self.postMessage({ id, answer: answer(id, data) });
  } catch (error) {
    self.postMessage({ id, failed: String(error) });
  }
};

function answer(id, data) {
  switch (data.do) {
    case "open":
      book = data.book;
      text = new Uint8Array(data.text);
      return guess(book, text, "");
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
