// Makes the guide's reference of the package out of its types: every export with its comment and its declaration.
import ts from "typescript";

/** The reference as Markdown. */
export function reference(types) {
  const file = ts.createSourceFile("index.d.ts", types, ts.ScriptTarget.Latest, true);
  const groups = [{ title: "Numbers, issues, the start", entries: [] }];
  for (const node of file.statements) {
    const before = types.slice(node.getFullStart(), node.getStart());
    const title = before.match(/^\/\/ -+ (.+)$/m)?.[1];
    if (title) groups.push({ title: title[0].toUpperCase() + title.slice(1), entries: [] });
    groups.at(-1).entries.push(entry(node, file));
  }
  const parts = [HEAD];
  for (const { title, entries } of groups) {
    parts.push(`## ${title}\n`);
    for (const { name, words, code } of entries) parts.push(`### ${name}\n`, words && `${words}\n`, `\`\`\`ts\n${code}\n\`\`\`\n`);
  }
  return `${parts.filter(Boolean).join("\n").trimEnd()}\n`;
}

const HEAD = `# The JavaScript package

<!-- Made of crates/js/npm/index.d.ts: PACKWISE_BLESS=1 node --test tests/js/guide.test.mjs -->

Every function and type of \`packwise\`, from its types. [Whoever builds it in](embed.md) begins elsewhere.
`;

function entry(node, file) {
  const [doc] = ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc);
  const text = (comment) => (ts.getTextOfJSDocComment(comment) ?? "").trim();
  const words = doc ? [text(doc.comment)] : [];
  const given = (doc?.tags ?? []).filter(ts.isJSDocParameterTag).map((tag) => `- \`${tag.name.getText(file)}\`: ${text(tag.comment)}`);
  if (given.length > 0) words.push(given.join("\n"));
  const declared = node.getText(file).replace(/^export (declare )?/, "");
  const called = ts.isFunctionDeclaration(node) ? "()" : "";
  return { name: `${node.name.text}${called}`, words: words.filter(Boolean).join("\n\n"), code: declared };
}
