// The review page in the browser: opens a sentence, has it checked while it is written, saves, approves, goes on.
"use strict";

const main = document.getElementById("main");
const said = document.getElementById("said");
const WAIT = 400; // milliseconds of rest after which what is being written is checked

function say(words) {
  said.textContent = words;
  clearTimeout(say.timer);
  say.timer = setTimeout(() => { said.textContent = ""; }, 6000);
}

function made(html) {
  const holder = document.createElement("template");
  holder.innerHTML = html; // only what our own templates wrote, with every text escaped
  return holder.content;
}

async function ask(path, body) {
  const options = body ? { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) } : {};
  const answer = await fetch(path, options);
  const kind = answer.headers.get("Content-Type") || "";
  const found = kind.startsWith("application/json") ? await answer.json() : { html: await answer.text() };
  found.status = answer.status;
  return found;
}

function place(article, more) {
  const { language, name, key, version } = article.dataset;
  return { language, name, key, version, ...more };
}

async function open(article) {
  if (!article) return;
  close(false);
  open.wanted = article; // who goes on at once means the next one, though this one's panel is still on its way
  article.classList.add("active");
  const { language, name, key } = article.dataset;
  const found = await ask(`/panel/${language}/${encodeURIComponent(name)}?key=${encodeURIComponent(key)}`);
  if (open.wanted !== article) return;
  if (found.status !== 200) { article.classList.remove("active"); say(found.html || found.said); return; }
  article.append(made(found.html));
  article.querySelector(".open").hidden = true;
  const area = article.querySelector("textarea");
  area.dataset.saved = area.value;
  grow(area);
  const raw = article.querySelector("pre");
  raw.scrollTop = raw.querySelector("mark").offsetTop - raw.offsetTop - 30;
  area.focus({ preventScroll: true });
  article.scrollIntoView({ block: "nearest" });
}

function active() { return document.querySelector(".segment.active"); }

// Only what differs from what was saved is worth a question
function isWritten(article) {
  const area = article && article.querySelector("textarea");
  return Boolean(area) && area.value !== area.dataset.saved;
}

function close(focus) {
  const article = active();
  if (!article) return;
  if (isWritten(article)) save(article, "save");
  open.wanted = null;
  const panel = article.querySelector(".panel");
  if (panel) panel.remove();
  article.classList.remove("active");
  const button = article.querySelector(".open");
  button.hidden = false;
  if (focus) button.focus();
}

function grow(area) {
  area.style.height = "auto";
  area.style.height = `${Math.min(area.scrollHeight + 4, window.innerHeight * 0.6)}px`;
}

function neighbour(article, step) {
  const all = [...document.querySelectorAll(".segment[data-key]")].filter((one) => one.querySelector(".open"));
  return all[all.indexOf(article) + step];
}

async function check(article) {
  const area = article.querySelector("textarea");
  if (!area) return; // it was closed before the rest was over
  const asked = area.value;
  const found = await ask("/do/check", place(article, { text: asked }));
  if (found.status === 200 && area.value === asked && area.isConnected) {
    article.querySelector(".checks").replaceChildren(made(found.html));
  }
}

// Puts the sentence as it is now in the place of the one on the page; gives it
function put(article, found) {
  if (found.stamp !== undefined) main.dataset.stamp = found.stamp;
  if (!found.article) return article;
  const fresh = made(found.article).querySelector("article");
  const old = document.querySelector(`.segment[data-key="${CSS.escape(fresh.dataset.key)}"]`) || article;
  if (old.classList.contains("active")) fresh.classList.add("active"); // keys mean it until its panel is there again
  old.replaceWith(fresh);
  return fresh;
}

async function save(article, action, more) {
  const area = article.querySelector("textarea");
  const text = area.value;
  const found = await ask(`/do/${action}`, place(article, { text, ...more }));
  if (found.status === 409) {
    article.querySelector(".edit").prepend(made(found.html));
    article.querySelector(".conflict").dataset.version = found.version;
    return null;
  }
  if (found.status !== 200) { say(found.said || found.html); return null; }
  area.dataset.saved = text;
  say(found.said);
  return put(article, found);
}

const actions = {
  async approve(article) {
    const next = neighbour(article, 1);
    const fresh = await save(article, "approve");
    if (!fresh) return;
    if (next) await open(next);
    else if (main.dataset.next) window.location.assign(main.dataset.next);
    else { fresh.classList.remove("active"); fresh.querySelector(".open").focus(); }
  },
  async save(article) { await open(await save(article, "save")); },
  async comment(article) {
    const comment = article.querySelector("[name=comment]").value.trim();
    if (comment) await open(await save(article, "comment", { comment }));
  },
  async waive(article, button) {
    const reason = button.closest("details").querySelector("[name=reason]").value.trim();
    await open(await save(article, "waive", { check: button.dataset.check, reason }));
  },
  async undo(article) {
    const area = article.querySelector("textarea");
    area.value = area.dataset.saved; // what was not saved is what is taken back first
    const found = await ask("/do/undo", place(article));
    say(found.said || found.html);
    if (found.status === 200) { close(false); await open(put(article, found)); }
  },
  async term(article, button) {
    const fields = button.closest("details");
    const [term, translation, type] = ["term", "translation", "type"].map((name) => fields.querySelector(`[name=${name}]`).value.trim());
    const found = await ask("/do/term", place(article, { term, translation, type }));
    say(found.said || found.html);
  },
  close() { close(true); },
  async theirs(article) {
    article.querySelector("textarea").value = article.querySelector("textarea").dataset.saved;
    const found = await ask("/do/show", place(article));
    await open(put(article, found));
  },
  mine(article) {
    const conflict = article.querySelector(".conflict");
    article.dataset.version = conflict.dataset.version;
    conflict.remove();
    article.querySelector("textarea").focus();
  },
};

// The tab of the source text: words that somebody marks in it go into the form below
async function passage(article) {
  const whole = article.querySelector("[name=whole]");
  const count = (to) => [...whole.value.slice(0, to)].length; // the server counts code points
  const text = whole.value.slice(whole.selectionStart, whole.selectionEnd);
  const body = { name: article.dataset.name, text, start: count(whole.selectionStart), end: count(whole.selectionEnd) };
  const found = await ask("/do/passage", body);
  if (found.status !== 200) { say(found.said || found.html); return; }
  for (const field of ["find", "replace"]) article.querySelector(`[name=${field}]`).value = found[field];
  article.querySelector("[name=replace]").focus();
}

// What is decided there goes into the side file
async function decide(article, button) {
  const value = (name) => (button.closest("p").querySelector(`[name=${name}]`) || { value: "" }).value;
  const { name, check: id } = article.dataset;
  const body = { name, check: id, find: value("find"), replace: value("replace"), reason: value("reason").trim() };
  const found = await ask(`/do/${button.dataset.do}`, body);
  if (found.html && found.status === 200) article.querySelector(".result").replaceChildren(made(found.html));
  if (found.said || found.status !== 200) say(found.said || found.html);
  if (found.status === 200 && button.dataset.do !== "preview") {
    article.querySelectorAll("details").forEach((one) => one.remove());
    article.querySelectorAll("[name=find], [name=replace], [name=reason]").forEach((one) => { one.value = ""; });
    article.querySelector(".result").textContent = found.said;
  }
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  const article = event.target.closest(".segment");
  if (!button || !article) return;
  if (button.classList.contains("open")) open(article);
  else if (button.dataset.do === "passage") passage(article);
  else if (button.dataset.do in actions) actions[button.dataset.do](article, button);
  else if (button.dataset.do) decide(article, button);
});

document.addEventListener("keydown", (event) => {
  const article = active();
  if (!article) return;
  const ctrl = event.ctrlKey || event.metaKey;
  const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  let done = true;
  if (ctrl && event.key === "Enter") actions.approve(article);
  else if (ctrl && event.key.toLowerCase() === "s") actions.save(article);
  else if (event.altKey && step) open(neighbour(article, step));
  else if (event.key === "Escape") close(true);
  else done = false;
  if (done) event.preventDefault();
});

document.addEventListener("input", (event) => {
  const article = active();
  if (!article || event.target.tagName !== "TEXTAREA") return;
  grow(event.target);
  clearTimeout(check.timer);
  check.timer = setTimeout(check, WAIT, article);
});

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (form.dataset.get) {
    event.preventDefault();
    const words = new FormData(form).get("words");
    const found = await ask(`${form.dataset.get}?words=${encodeURIComponent(words)}`);
    form.querySelector(".result").replaceChildren(made(found.html));
  } else if ("plain" in form.dataset) {
    event.preventDefault();
    const found = await ask(new URL(form.action).pathname, Object.fromEntries(new FormData(form)));
    if (found.status === 200 && !isWritten(active())) window.location.reload();
    else if (found.status !== 200) say(found.said || found.html);
  }
});

document.querySelector(".interface select").addEventListener("change", (event) => event.target.form.requestSubmit());

window.addEventListener("beforeunload", (event) => { if (isWritten(active())) event.preventDefault(); });

// Somebody else's tool may save the file while the page is open
async function look() {
  if (!main.dataset.look || document.hidden) return;
  const found = await ask(main.dataset.look);
  if (found.status === 200 && found.stamp !== main.dataset.stamp) document.getElementById("changed").hidden = false;
}
if (main.dataset.look) {
  setInterval(look, 15000);
  window.addEventListener("focus", look);
}

// A link of the report or of the queue leads to a sentence, or to a finding in the source
const sought = document.getElementById(`s${new URLSearchParams(window.location.search).get("at")}`);
if (sought && sought.querySelector(".open")) open(sought);
else if (sought) {
  sought.scrollIntoView();
  for (const one of sought.querySelectorAll("details")) one.open = true;
}
