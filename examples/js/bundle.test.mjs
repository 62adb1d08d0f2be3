/** Run by tests/test_js_reader.py: BUNDLE is the bundle of tests/sample.py, EXPECTED its texts, OLDER tests/bundles. */

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";

import { BundleError, listHash, loadBundle, places } from "./bundle.mjs";

const BUNDLE = process.env.BUNDLE;

const page = () => loadBundle(BUNDLE).get("page");

function damaged(harm) {
  const folder = mkdtempSync(join(tmpdir(), "bundle-"));
  cpSync(BUNDLE, folder, { recursive: true });
  harm(folder);
  return folder;
}

function relist(folder, change) {
  const path = join(folder, "datapackage.json");
  const data = JSON.parse(readFileSync(path, "utf-8"));
  change(data);
  data.list_hash = listHash(data);
  writeFileSync(path, JSON.stringify(data));
}

/** Change a record and list it anew, as somebody who wants to deceive does. */
function rewrite(folder, name, change) {
  const path = join(folder, "page", name);
  writeFileSync(path, change(readFileSync(path, "utf-8")));
  const hash = `sha256:${createHash("sha256").update(readFileSync(path)).digest("hex")}`;
  relist(folder, (data) => { data.resources.find((one) => one.path === `page/${name}`).hash = hash; });
}

function remake(folder, name, change) {
  rewrite(folder, name, (text) => {
    const data = JSON.parse(text);
    change(data);
    return JSON.stringify(data);
  });
}

function flip(path) {
  const bytes = readFileSync(path);
  bytes[bytes.length >> 1] ^= 1;
  writeFileSync(path, bytes);
}

const DAMAGES = [
  ["a flipped byte", (f) => flip(join(f, "page", "es.json")), "es.json: the file was changed"],
  ["a missing file", (f) => unlinkSync(join(f, "page", "es.md")), "es.md: the file is missing"],
  ["no list", (f) => unlinkSync(join(f, "datapackage.json")), "there is no bundle here"],
  ["another title", (f) => {
    const path = join(f, "datapackage.json");
    writeFileSync(path, readFileSync(path, "utf-8").replace('"Fever"', '"Fewer"'));
  }, "the list was changed"],
  ["a newer major schema", (f) => relist(f, (d) => { d.schema_version = "2.0.0"; }), "is of version 2.0.0"],
  ["a path outside", (f) => relist(f, (d) => d.resources.push({ path: "../x", hash: "" })), "'../x' is no place"],
  ["a path from the root", (f) => relist(f, (d) => d.resources.push({ path: "/x", hash: "" })), "'/x' is no place"],
  ["a path listed twice", (f) => relist(f, (d) => d.resources.push(d.resources[0])), "is listed twice"],
  ["a path with a line break", (f) => relist(f, (d) => d.resources.push({ path: "../x\ny\u2028", hash: "" })),
    "'../x\\u{a}y\\u{2028}' is no place"],
  ["a path that is no text", (f) => relist(f, (d) => d.resources.push({ path: 5, hash: "" })), "this is no list of"],
  ["a list of nothing", (f) => writeFileSync(join(f, "datapackage.json"), "null"), "it is no object"],
  ["a list that is no JSON", (f) => writeFileSync(join(f, "datapackage.json"), "{\n\n x"), "this is no such record"],
  ["a flipped byte of the text", (f) => flip(join(f, "page", "document.json")), "document.json: the file was changed"],
  ["a flipped byte of Markdown", (f) => flip(join(f, "page", "es.md")), "es.md: the file was changed"],
  ["a text of a newer major schema", (f) => remake(f, "document.json", (d) => { d.schema_version = "2.1.0"; }),
    "document.json: its schema is of version 2.1.0"],
  ["a translation of a newer major schema", (f) => remake(f, "es.json", (d) => { d.schema_version = "10.0.0"; }),
    "es.json: its schema is of version 10.0.0"],
  ["a key twice in a record", (f) => rewrite(f, "es.json", (t) => t.replace('"language":', '"language": "fr", "language":')),
    "es.json: this is no such record (the key 'language' stands twice"],
  ["a record that is no UTF-8", (f) => rewrite(f, "es.json", () => Buffer.from([0x22, 0xff, 0x22])), "es.json: this is no such"],
  ["a sentence twice in a text", (f) => remake(f, "document.json", (d) => d.segments.push(d.segments[0])), "stands twice"],
  ["a sentence twice in a translation", (f) => remake(f, "es.json", (d) => d.segments.push(d.segments[0])), "stands twice"],
  ["another text than was hashed", (f) => remake(f, "document.json", (d) => { d.text = d.text.replace("39", "38"); }),
    "document.json: the text does not have the hash"],
  ["a sentence behind the end", (f) => remake(f, "document.json", (d) => { d.segments.at(-1).end = 1e6; }),
    "document.json: an offset leads out of the text"],
  ["an entity before the beginning", (f) => remake(f, "document.json", (d) => { d.entities[0].start = -1; }),
    "document.json: an offset leads out of the text"],
  ["a block whose words begin outside", (f) => remake(f, "document.json", (d) => { d.blocks[0].content = 1e6; }),
    "document.json: the words of a block begin outside it"],
  ["a block that is not there", (f) => remake(f, "document.json", (d) => { d.segments[0].block = 99; }),
    "document.json: a sentence stands in a block that is not there"],
  ["a text without sentences", (f) => remake(f, "document.json", (d) => { delete d.segments; }), "this is no such record"],
  ["another language than the file's", (f) => remake(f, "es.json", (d) => { d.language = "fr"; }), "its language is 'fr'"],
  ["a translation that lacks a sentence", (f) => remake(f, "es.json", (d) => d.segments.pop()), "is missing"],
  ["a translation of another sentence", (f) => remake(f, "es.json", (d) => d.segments.push({ ...d.segments[0], key: "x" })),
    "es.json: the text has no sentence 'x'"],
  ["a key that stands twice", (f) => {
    const path = join(f, "datapackage.json");
    writeFileSync(path, readFileSync(path, "utf-8").replace('"name":', '"name": "x", "n\\u0061me":'));
  }, "the key 'name' stands twice in one object"],
  ["a folder in a file's place", (f) => { rmSync(join(f, "page", "es.md")); mkdirSync(join(f, "page", "es.md")); },
    "es.md: this is no file"],
  ["a pipe in a file's place", (f) => {
    rmSync(join(f, "page", "es.md"));
    execFileSync("mkfifo", [join(f, "page", "es.md")]);
  }, "es.md: this is no file"],
  ["a pipe for the list", (f) => {
    rmSync(join(f, "datapackage.json"));
    execFileSync("mkfifo", [join(f, "datapackage.json")]);
  }, "datapackage.json: this is no file"],
  ["a link", (f) => { rmSync(join(f, "page"), { recursive: true }); symlinkSync("/", join(f, "page")); }, "is a link"],
];

for (const [name, harm, words] of DAMAGES) {
  test(`${name} is refused in one line`, () => {
    const folder = damaged(harm);
    assert.throws(() => loadBundle(folder).get("page"), (error) => {
      assert.ok(error instanceof BundleError);
      assert.ok(error.message.includes(words), error.message);
      assert.ok(error.message.startsWith(folder));
      assert.ok(!/[\p{C}\p{Zl}\p{Zp}]/u.test(error.message));
      return true;
    });
    rmSync(folder, { recursive: true });
  });
}

test("code points are not units of UTF-16", () => {
  assert.deepEqual(places("a"), [0, 1]);
  assert.deepEqual(places("a𝔘b😀"), [0, 1, 3, 4, 6]);
  assert.deepEqual(places(""), [0]);
});

test("entities and sentences find their words, behind a sign of two units as well", () => {
  const text = page();
  assert.ok(text.source.includes("𝔘"));
  assert.ok(text.entities.some((entity) => entity.start > text.source.indexOf("𝔘")));
  for (const entity of text.entities) assert.equal(text.source.slice(entity.start, entity.end), entity.text);
  for (const segment of text.segments()) assert.equal(text.source.slice(segment.start, segment.end), segment.source);
});

test("a text says what is approved, and falls back", () => {
  const text = page();
  assert.deepEqual(text.segments("es").slice(0, 5).map((s) => s.text), ["texto 0", "texto 1", "texto 2", null, "texto 4"]);
  assert.deepEqual(text.segments("es").slice(0, 5).map((s) => s.isDraft), [false, true, false, false, true]);
  const approved = text.segments("es", { state: "approved", fallback: ["en"] });
  assert.deepEqual(approved.slice(0, 2).map((s) => s.language), ["es", "en"]);
  assert.deepEqual(approved.slice(0, 2).map((s) => s.withheld), [null, "its state is 'draft', and 'approved' was asked for"]);
  assert.equal(text.segments("es", { fallback: ["en"] })[3].withheld, "numbers differ");
  assert.ok(text.text("es", { state: "approved" }).startsWith("# texto 0\n\n[…] […]\n\n## […]"));
});

test("a sentence says which findings are open, in units of its strings", () => {
  const text = page();
  const [first] = text.segments();
  text.record.findings.push({ check: "x", severity: "error", start: 0, end: 3, waived: null },
    { check: "y", severity: "error", start: 0, end: 3, waived: "it is right" });
  assert.deepEqual([first.isDoubtful, first.findings], [false, []]);
  assert.deepEqual(text.segments("es").slice(0, 2).map((s) => s.isDoubtful), [true, false]);
  assert.deepEqual(text.segments()[0].findings.map((f) => f.check), ["x"]);
});

test("the texts are those that Python reads", () => {
  const expected = JSON.parse(process.env.EXPECTED);
  const found = page();
  assert.deepEqual(found.languages.map((language) => found.text(language)), expected);
});

test("a zip is told, a variety takes its language, and a fallback is a list", () => {
  const file = join(damaged(() => {}), "x.zip");
  writeFileSync(file, "PK");
  assert.throws(() => loadBundle(file), /no zips; unpack the release first/);
  assert.equal(page().text("es-MX"), page().text("es"));
  assert.equal(page().text("en-GB"), page().text());
  assert.throws(() => page().text("pt-BR"), /unknown language 'pt-BR'/);
  assert.throws(() => page().text("es", { fallback: "en" }), /fallback is a list of languages: \["en"\]/);
});

test("wrong names are told with those that are known", () => {
  assert.throws(() => loadBundle(BUNDLE).get("pgae"), /unknown text 'pgae'; known are: page/);
  assert.throws(() => page().text("fr"), /unknown language 'fr'; known are: en, es/);
  assert.throws(() => page().segments("es", { state: "done" }), /unknown state 'done'/);
});

for (const version of readdirSync(process.env.OLDER)) {
  test(`a bundle of schema ${version} is read`, () => {
    const text = loadBundle(join(process.env.OLDER, version)).get("page");
    assert.equal(text.text("es", { state: "translated" }), "texto 0\n\n[…] […] texto 3\n");
    assert.equal(text.concepts.size, 0);
  });
}

test("a bundle is iterated, and concepts have their definitions", () => {
  assert.deepEqual([...loadBundle(BUNDLE)].map((text) => text.title), ["Fever"]);
  assert.equal(page().concepts.get("fever").translations.es.text, "fiebre");
  assert.deepEqual(page().concepts.get("fever").lay, ["high temperature"]);
});
