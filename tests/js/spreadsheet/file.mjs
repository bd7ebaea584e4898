// An XLSX file taken apart and put together, for the tests: no library of the writer's, only the format (a zip of XML).
import { deflateRawSync, inflateRawSync, crc32 } from "node:zlib";

/** The parts of a zip file, by name, as bytes. */
export function parts(bytes) {
  const file = Buffer.from(bytes);
  const end = file.lastIndexOf(Buffer.from("PK\u0005\u0006", "latin1"));
  const all = new Map();
  let at = file.readUInt32LE(end + 16);
  for (let left = file.readUInt16LE(end + 10); left > 0; left -= 1) {
    const [method, packed] = [file.readUInt16LE(at + 10), file.readUInt32LE(at + 20)];
    const [name, extra, comment] = [28, 30, 32].map((offset) => file.readUInt16LE(at + offset));
    const local = file.readUInt32LE(at + 42);
    const data = local + 30 + file.readUInt16LE(local + 26) + file.readUInt16LE(local + 28);
    const body = file.subarray(data, data + packed);
    all.set(file.toString("utf8", at + 46, at + 46 + name), method === 8 ? inflateRawSync(body) : body);
    at += 46 + name + extra + comment;
  }
  return all;
}

/** The parts as a zip file again. */
export function packed(all) {
  const [bodies, index] = [[], []];
  let at = 0;
  for (const [name, body] of all) {
    const squeezed = deflateRawSync(body);
    const head = Buffer.alloc(30);
    head.write("PK\u0003\u0004", 0, "latin1");
    const fields = Buffer.alloc(22);
    [[20, 0], [0, 2], [8, 4]].forEach(([value, offset]) => fields.writeUInt16LE(value, offset));
    fields.writeUInt32LE(crc(body), 10);
    fields.writeUInt32LE(squeezed.length, 14);
    fields.writeUInt32LE(body.length, 18);
    fields.copy(head, 4);
    head.writeUInt16LE(Buffer.byteLength(name), 26);
    const entry = Buffer.alloc(46);
    entry.write("PK\u0001\u0002", 0, "latin1");
    entry.writeUInt16LE(20, 4);
    fields.copy(entry, 6);
    entry.writeUInt16LE(Buffer.byteLength(name), 28);
    entry.writeUInt32LE(at, 42);
    index.push(entry, Buffer.from(name));
    bodies.push(head, Buffer.from(name), squeezed);
    at += 30 + Buffer.byteLength(name) + squeezed.length;
  }
  const directory = Buffer.concat(index);
  const end = Buffer.alloc(22);
  end.write("PK\u0005\u0006", 0, "latin1");
  end.writeUInt16LE(all.size, 8);
  end.writeUInt16LE(all.size, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...bodies, directory, end]);
}

/** Node's own where it has one (22 on), else table by table. */
function crc(bytes) {
  if (crc32) return crc32(bytes);
  let sum = 0xffffffff;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit += 1) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
  }
  return (sum ^ 0xffffffff) >>> 0;
}

const plain = (xml) =>
  xml.replace(/&(lt|gt|quot|apos|amp);/g, (_, name) => ({ lt: "<", gt: ">", quot: '"', apos: "'", amp: "&" })[name])
    .replace(/_x([0-9A-F]{4})_/g, (_, code) => String.fromCharCode(parseInt(code, 16)));

/** The cells of the sheets, by the sheet's name: a Map of `A1` to {text} or {number} with {formula} where there is one. */
export function cells(bytes) {
  const all = parts(bytes);
  const text = (name) => all.get(name)?.toString("utf8") ?? "";
  const strings = [...text("xl/sharedStrings.xml").matchAll(/<si>(.*?)<\/si>/gs)].map(([, si]) =>
    plain([...si.matchAll(/<t(?: [^>]*)?>(.*?)<\/t>/gs)].map(([, t]) => t).join("")));
  const names = [...text("xl/workbook.xml").matchAll(/<sheet name="([^"]*)"/g)].map(([, name]) => plain(name));
  return new Map(names.map((name, at) => {
    const sheet = new Map();
    const read = /<c r="([A-Z]+\d+)"([^>]*?)(?:\/>|>(.*?)<\/c>)/gs;
    for (const [, place, attributes, inside = ""] of text(`xl/worksheets/sheet${at + 1}.xml`).matchAll(read)) {
      const [, value] = inside.match(/<v>(.*?)<\/v>/s) ?? [];
      const [, formula] = inside.match(/<f>(.*?)<\/f>/s) ?? [];
      const of = formula === undefined ? {} : { formula: plain(formula) };
      if (value === undefined) continue;
      if (attributes.includes('t="s"')) sheet.set(place, { text: strings[Number(value)], ...of });
      else if (attributes.includes('t="str"')) sheet.set(place, { text: plain(value), ...of });
      else sheet.set(place, { number: value, ...of });
    }
    return [name, sheet];
  }));
}

/** The cell right of a label: of the sums, whose labels are in K and figures in O. */
export function sumAt(sheet, label) {
  const [place] = [...sheet].findLast(([place, { text }]) => /^K\d/.test(place) && text?.startsWith(label)) ?? [];
  return place && { place: place.replace("K", "O"), ...sheet.get(place.replace("K", "O")) };
}

/** A workbook of sheets {name: rows}: numbers are numbers, `{formula, result}` a formula with its result, `{day}` a day's number, others texts. */
export function workbook(sheets) {
  const xml = (text) => text.replace(/[&<>"]/g, (mark) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[mark]);
  const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
  const main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';
  const office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
  const names = Object.keys(sheets);
  const cell = (value, at) => {
    if (value === null || value === undefined) return "";
    if (typeof value === "number") return `<c r="${at}"><v>${value}</v></c>`;
    if (typeof value === "string") return `<c r="${at}" t="inlineStr"><is><t>${xml(value)}</t></is></c>`;
    if ("day" in value) return `<c r="${at}" s="1"><v>${value.day}</v></c>`;
    return `<c r="${at}"><f>${xml(value.formula)}</f><v>${value.result}</v></c>`;
  };
  const all = new Map(Object.entries({
    "[Content_Types].xml": `${head}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/></Types>`,
    "_rels/.rels": `${head}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="${office}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    "xl/workbook.xml": `${head}<workbook ${main} xmlns:r="${office}"><sheets>${names.map((name, at) => `<sheet name="${xml(name)}" sheetId="${at + 1}" r:id="rId${at + 1}"/>`).join("")}</sheets></workbook>`,
    "xl/_rels/workbook.xml.rels": `${head}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${names.map((_, at) => `<Relationship Id="rId${at + 1}" Type="${office}/worksheet" Target="worksheets/sheet${at + 1}.xml"/>`).join("")}<Relationship Id="rId99" Type="${office}/styles" Target="styles.xml"/></Relationships>`,
    "xl/styles.xml": `${head}<styleSheet ${main}><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>`,
  }));
  names.forEach((name, at) => {
    const rows = sheets[name].map((row, index) => `<row r="${index + 1}">${row.map((value, column) => cell(value, `${String.fromCharCode(65 + column)}${index + 1}`)).join("")}</row>`);
    all.set(`xl/worksheets/sheet${at + 1}.xml`, `${head}<worksheet ${main}><sheetData>${rows.join("")}</sheetData></worksheet>`);
  });
  return packed(new Map([...all].map(([name, body]) => [name, Buffer.from(body)])));
}
