// The demo chat. A visitor plays the customer, or a person of the shop, and sees what the
// customer's phone would show. The page only talks to /demo/api and remembers nothing but the
// visitor's own choices. What people write becomes text nodes, never markup.

// ── Words of the page ────────────────────────────────────────────────────────────────────

const WORDS = {
  en: {
    skip: "Skip to the message field", brand: "Noor", brandLine: "Demo shop: you are the customer",
    shop: "Noor, demo shop", people: "Customers", newCustomer: "New customer", dark: "Dark colours",
    unreachable: "The shop cannot be reached. Trying again…", again: "Try now",
    back: "Back to the customers", online: "online", typing: "Writing…", offline: "connecting…",
    personHere: "a person of the shop is here",
    reconnecting: "Connection lost. Reconnecting…", messages: "Messages",
    emptyTitle: "Write as a customer would",
    emptyText: "Ask for furniture, a price, a size or a person, in English or Arabic. Noor answers from the shop’s own catalogue.",
    name: "Name on WhatsApp (optional)", brokenTitle: "This chat could not be opened",
    newest: "New messages", held: "A person of the shop is in this chat. Noor stays silent.",
    examples: "Example messages", writeAs: "Write as", customer: "Customer", manager: "Person of the shop",
    draft: "Message", managerDraft: "Reply as the shop", send: "Send",
    tryTitle: "Try asking", tipTitle: "Good to know",
    tipBurst: "Send several messages in a row: Noor waits a moment and answers them together.",
    tipFigures: "Every price and stock figure comes from the catalogue, never from the model.",
    tipManager: "Write once as a person of the shop, and Noor leaves the chat to you.",
    noor: "Noor", you: "You", pending: "Being sent", sent: "Sent", delivered: "Delivered", read: "Read",
    failed: "Not delivered", notSent: "Not sent.", retry: "Send again",
    picture: "Picture from the shop", document: "Document", openFile: "Open",
    noPicture: "The picture cannot be shown", other: "A message this page cannot show",
    nothingYet: "No messages yet", attachment: "Attachment", unread: "unread", tooLong: "This message is too long to send.",
    noConnection: "The shop cannot be reached.",
  },
  ar: {
    skip: "انتقل إلى خانة الرسالة", brand: "نور", brandLine: "متجر تجريبي، وأنت العميل",
    shop: "نور، المتجر التجريبي", people: "العملاء", newCustomer: "عميل جديد", dark: "الألوان الداكنة",
    unreachable: "تعذّر الوصول إلى المتجر. نحاول من جديد…", again: "حاول الآن",
    back: "العودة إلى العملاء", online: "متصل الآن", typing: "جارٍ الكتابة…", offline: "جارٍ الاتصال…",
    personHere: "أحد موظفي المتجر معك",
    reconnecting: "انقطع الاتصال. نعيد الاتصال…", messages: "الرسائل",
    emptyTitle: "اكتب كما يكتب العميل",
    emptyText: "اسأل عن أثاث أو سعر أو مقاس، أو اطلب التحدث مع موظف، بالعربية أو الإنجليزية. يجيب نور من كتالوج المتجر نفسه.",
    name: "الاسم في واتساب (اختياري)", brokenTitle: "تعذّر فتح هذه المحادثة",
    newest: "رسائل جديدة", held: "أحد موظفي المتجر في هذه المحادثة، ونور لا يرد الآن.",
    examples: "رسائل جاهزة للتجربة", writeAs: "اكتب بصفة", customer: "العميل", manager: "موظف المتجر",
    draft: "اكتب رسالة", managerDraft: "اكتب رد المتجر", send: "إرسال",
    tryTitle: "جرّب أن تسأل", tipTitle: "معلومات تهمك",
    tipBurst: "أرسل عدة رسائل متتالية: ينتظر نور لحظة ثم يجيب عنها معًا.",
    tipFigures: "كل سعر وكل كمية متوفرة مصدرها الكتالوج، لا النموذج اللغوي.",
    tipManager: "اكتب مرة واحدة بصفة موظف المتجر، فيترك لك نور المحادثة.",
    noor: "نور", you: "أنت", pending: "قيد الإرسال", sent: "أُرسلت", delivered: "وصلت", read: "قُرئت",
    failed: "لم تصل", notSent: "لم تُرسل.", retry: "أعد الإرسال",
    picture: "صورة من المتجر", document: "مستند", openFile: "فتح",
    noPicture: "تعذّر عرض الصورة", other: "رسالة لا يمكن عرضها هنا",
    nothingYet: "لا رسائل بعد", attachment: "مرفق", unread: "غير مقروءة", tooLong: "الرسالة أطول من أن تُرسل.",
    noConnection: "تعذّر الوصول إلى المتجر.",
  },
};

const EXAMPLES = {
  en: ["Hello", "black office chair under 400?", "how much for 25 of those?", "كم سعر مكتب أبيض عرضه ١٢٠؟", "السلام عليكم", "Can I talk to a person?"],
  ar: ["السلام عليكم", "كم سعر مكتب أبيض عرضه ١٢٠؟", "وكم السعر لو أخذت ٢٥ حبة؟", "black office chair under 400?", "how much for 25 of those?", "أريد التحدث مع موظف"],
};

// ── State ────────────────────────────────────────────────────────────────────────────────

const $ = (id) => document.getElementById(id);
const page = {
  language: remembered("language") ?? (navigator.language?.startsWith("ar") ? "ar" : "en"),
  role: "customer",
  people: [], // As the server lists them.
  invented: remembered("customers") ?? {}, // Customers of this visitor: number to name.
  seen: remembered("seen") ?? {}, // Customer to the time of the newest message looked at.
  listFailed: false,
};
let chat = null; // The open chat, see `openChat`.

const word = (key) => WORDS[page.language][key];

function remembered(key) {
  try {
    return JSON.parse(localStorage.getItem(`noor.demo.${key}`)) ?? undefined;
  } catch {
    return undefined; // Storage is switched off, or somebody else's value is in it.
  }
}

function remember(key, value) {
  try {
    localStorage.setItem(`noor.demo.${key}`, JSON.stringify(value));
  } catch {
    // The page works without a memory.
  }
}

// ── Talking to the server ────────────────────────────────────────────────────────────────

/** Calls /demo/api and returns the parsed answer; throws an Error with a sentence for people. */
async function api(path, body) {
  let response;
  try {
    response = await fetch(`/demo/api/${path}`, body && {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
  } catch {
    throw new Error(word("noConnection"));
  }
  const answer = await response.json().catch(() => null);
  if (response.status === 413) throw new Error(word("tooLong"));
  if (!response.ok) throw new Error(answer?.detail ?? `${word("noConnection")} (${response.status})`);
  return answer;
}

async function refreshPeople() {
  try {
    page.people = await api("chats");
    page.listFailed = false;
  } catch {
    page.listFailed = true;
  }
  paintPeople();
}

/** Opens a customer's chat: events first, then the whole chat, so that nothing falls between. */
function openChat(customer) {
  closeChat();
  chat = {
    customer,
    messages: new Map(), // By id, in the order of the chat; ours that are not confirmed have a local id.
    lateStatuses: new Map(), // Statuses that came before their message.
    painted: new Map(), // What is on the screen: by id, the element and what it was made from.
    typing: false, loaded: false, stick: true, error: null, online: false, lost: false, events: null, retry: 0,
  };
  $("messages").replaceChildren();
  listen(chat);
  load(chat);
  paint();
}

function closeChat() {
  if (!chat) return;
  chat.events?.close();
  clearTimeout(chat.timer);
  chat = null;
}

function listen(mine) {
  const events = new EventSource(`/demo/api/events?customer=${encodeURIComponent(mine.customer)}`);
  mine.events = events;
  let opened = false;
  const on = (name, act) => events.addEventListener(name, (event) => {
    if (mine !== chat) return;
    act(JSON.parse(event.data));
    paint();
  });
  on("message", (message) => { arrive(mine, message); refreshPeople(); });
  on("status", ({ id, status }) => advance(mine, id, status));
  on("typing", ({ typing }) => { mine.typing = typing; });
  events.onopen = () => {
    if (mine !== chat) return;
    if (opened || mine.lost || mine.error) load(mine);
    opened = true;
    Object.assign(mine, { online: true, lost: false, retry: 0 });
    paint();
  };
  events.onerror = () => {
    if (mine !== chat) return;
    Object.assign(mine, { online: false, lost: true, typing: false });
    if (events.readyState === EventSource.CLOSED) { // The browser gave up; we do not.
      mine.retry += 1;
      mine.timer = setTimeout(() => mine === chat && listen(mine), Math.min(1000 * 2 ** mine.retry, 15000));
    }
    paint();
  };
}

/** Reads the whole chat. What arrived by event while the answer was on its way is kept. */
async function load(mine) {
  const before = new Set(mine.messages.keys());
  try {
    const { messages, typing } = await api(`chat/${encodeURIComponent(mine.customer)}`);
    const arrived = [...mine.messages.values()].filter((m) => m.local || !before.has(m.id));
    mine.messages.clear();
    for (const message of messages) mine.messages.set(message.id, message);
    for (const message of arrived) {
      const confirmed = message.local && mine.messages.has(message.accepted);
      if (!confirmed && !mine.messages.has(message.id)) mine.messages.set(message.id, message);
    }
    Object.assign(mine, { typing, loaded: true, error: null });
  } catch (error) {
    mine.error = error.message;
  }
  if (mine === chat) paint();
}

/** A message came by event: new, a newer version, or the confirmation of one of ours. */
function arrive(mine, message) {
  const status = mine.lateStatuses.get(message.id);
  if (status) {
    message.status = status;
    mine.lateStatuses.delete(message.id);
  }
  const ours = [...mine.messages.values()].find((m) => m.local && !m.error && m.from === message.from
    && (m.accepted === message.id || m.text === message.text));
  if (!ours || mine.messages.has(message.id)) {
    mine.messages.set(message.id, message);
  } else { // Keep its place among the others.
    mine.messages = new Map([...mine.messages].map(([id, m]) => (m === ours ? [message.id, message] : [id, m])));
  }
  if (message.from !== "customer") mine.typing = false;
}

const STEPS = ["sent", "delivered", "read", "failed"];

/** Moves a delivery state forward; an older state that comes late changes nothing. */
function advance(mine, id, status) {
  const message = mine.messages.get(id);
  if (!message) mine.lateStatuses.set(id, status);
  else if (STEPS.indexOf(status) > STEPS.indexOf(message.status)) message.status = status;
}

let localIds = 0;

async function send(text, from, again = null) {
  if (!chat || !text.trim()) return;
  const mine = chat;
  if (again) mine.messages.delete(again);
  const message = { id: `local-${++localIds}`, from, kind: "text", text, at: new Date().toISOString(), status: "pending", local: true };
  mine.messages.set(message.id, message);
  mine.stick = true;
  paint();
  const name = page.invented[mine.customer] || undefined;
  try {
    const answer = from === "manager"
      ? await api("manager", { customer: mine.customer, text })
      : await api("say", { customer: mine.customer, text, name });
    message.accepted = answer?.id;
    if (message.accepted && mine.messages.has(message.accepted)) mine.messages.delete(message.id);
    else message.status = "sent";
  } catch (error) {
    Object.assign(message, { status: "failed", error: error.message });
  }
  if (mine === chat) paint();
  refreshPeople();
}

// ── Painting: the page from the state ────────────────────────────────────────────────────

/** Makes an element: `make("p", { class: "text" }, child, "text")`. Strings become text nodes. */
function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== null));
  return element;
}

function icon(name, className) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `#i-${name}`);
  svg.setAttribute("class", className);
  svg.setAttribute("aria-hidden", "true");
  svg.append(use);
  return svg;
}

/** Paints the open chat. Elements of unchanged messages stay, so nothing flickers or is read twice. */
function paint() {
  document.body.dataset.view = chat ? "chat" : "list";
  if (!chat) return;
  const thread = $("thread");
  const near = thread.scrollHeight - thread.scrollTop - thread.clientHeight < 80;
  const messages = [...chat.messages.values()];
  const business = messages.filter((m) => m.from !== "customer").at(-1);
  const personHere = business?.from === "manager";

  $("number").textContent = chat.customer;
  $("presence").textContent = word(!chat.online ? "offline" : chat.typing ? "typing" : personHere ? "personHere" : "online");
  $("connection").hidden = !chat.lost;
  $("held").hidden = !personHere;
  $("typing").hidden = !chat.typing;
  $("broken").hidden = !chat.error || messages.length > 0;
  $("broken-detail").textContent = chat.error ?? "";
  $("empty").hidden = !chat.loaded || messages.length > 0;
  thread.classList.toggle("loading", !chat.loaded && !chat.error);

  const grew = paintMessages(messages);
  if (chat.stick || near) scrollToNewest();
  else if (grew) $("newest").hidden = false;
  if (chat.loaded) chat.stick = false;
  if (messages.length && !document.hidden) {
    page.seen[chat.customer] = messages.at(-1).at;
    remember("seen", page.seen);
  }
}

/** Puts the messages on the screen and says whether there are more than before. */
function paintMessages(messages) {
  const wanted = [];
  const painted = new Map();
  let before = null;
  for (const message of messages) {
    const day = new Date(message.at).toDateString();
    if (day !== before?.day) {
      const key = `${page.language} ${day}`;
      const separator = chat.painted.get(key)?.element ?? make("li", { class: "day" }, dayName(message.at));
      painted.set(key, { element: separator });
      wanted.push(separator);
    }
    const first = day !== before?.day || message.from !== before.from;
    const { status, ...lasting } = message;
    const signature = JSON.stringify([lasting, first, page.language]);
    const old = chat.painted.get(message.id);
    const element = old?.signature === signature ? old.element : messageElement(message, first);
    if (old?.element === element && old.status !== status) element.querySelector(".state").replaceWith(tickElement(message));
    if (!old && chat.loaded) element.classList.add("fresh");
    painted.set(message.id, { signature, status, element });
    wanted.push(element);
    before = { day, from: message.from };
  }
  const list = $("messages");
  const grew = wanted.length > list.childElementCount && list.childElementCount > 0;
  let place = list.firstElementChild;
  for (const element of wanted) {
    if (element === place) place = place.nextElementSibling;
    else list.insertBefore(element, place);
  }
  while (place) {
    const next = place.nextElementSibling;
    place.remove();
    place = next;
  }
  chat.painted = painted;
  return grew;
}

function messageElement(message, first) {
  const author = { customer: word("customer"), noor: word("noor"), manager: word("manager") }[message.from];
  const bubble = make("div", { class: "bubble" },
    make("div", { class: message.from === "customer" || !first ? "sr" : "author" }, author),
    mediaElement(message),
    message.text ? formatted(message.text) : null,
    make("div", { class: "meta", "aria-live": "off" },
      make("time", { datetime: message.at }, clock(message.at)),
      tickElement(message)));
  const item = make("li", { class: `message ${message.from}${first ? " first" : ""}` }, bubble);
  if (message.error) {
    const again = make("button", { type: "button", class: "link" }, word("retry"));
    again.onclick = () => send(message.text, message.from, message.id);
    item.append(make("p", { class: "failure", role: "alert" }, `${word("notSent")} ${message.error}`, again));
  }
  return item;
}

function tickElement({ status }) {
  const pictures = { pending: "wait", sent: "sent", delivered: "delivered", read: "delivered", failed: "failed" };
  if (!pictures[status]) return make("span", { class: "state" });
  return make("span", { class: "state", title: word(status) }, icon(pictures[status], `line tick ${status}`), make("span", { class: "sr" }, word(status)));
}

function mediaElement({ kind, url, name, text }) {
  const address = safeAddress(url);
  const outside = { href: address, target: "_blank", rel: "noopener noreferrer" };
  const lost = () => make("div", { class: "lost" }, icon("picture", "line"), word("noPicture"));
  switch (kind) {
    case "text":
      return null;
    case "image": {
      if (!address) return lost();
      const image = make("img", { src: address, alt: text ? "" : name || word("picture"), width: 248, height: 248 });
      const link = make("a", { class: "picture", "aria-label": word("picture"), ...outside }, image);
      image.onerror = () => link.replaceWith(lost());
      return link;
    }
    case "document":
      return make(address ? "a" : "div", { class: "file", ...(address ? outside : {}) },
        icon("file", "line"),
        make("b", { dir: "auto" }, name || word("document")),
        make("small", {}, address ? `${word("document")} · ${word("openFile")}` : word("document")));
    default: // "other", and kinds a newer server may invent.
      return text ? null : make("div", { class: "lost" }, word("other"));
  }
}

/** An address a link or a picture may have: http or https, never a script. */
function safeAddress(url) {
  if (!url) return null;
  try {
    const address = new URL(url, location.href);
    return /^https?:$/.test(address.protocol) ? address.href : null;
  } catch {
    return null;
  }
}

function scrollToNewest() {
  $("thread").scrollTop = $("thread").scrollHeight;
  $("newest").hidden = true;
}

function paintPeople() {
  const known = new Map(Object.keys(page.invented).map((customer) => [customer, { customer, name: page.invented[customer] }]));
  for (const person of page.people) known.set(person.customer, { ...person, name: person.name || known.get(person.customer)?.name });
  const rows = [...known.values()].sort((a, b) => (b.last_at ?? "9").localeCompare(a.last_at ?? "9") || b.customer.localeCompare(a.customer));
  const focused = document.activeElement?.dataset?.customer;
  $("people").replaceChildren(...rows.map(personElement));
  if (focused) $("people").querySelector(`[data-customer="${CSS.escape(focused)}"]`)?.focus();
  $("people-error").hidden = !page.listFailed;
}

function personElement({ customer, name, last_text, last_at, from }) {
  const open = chat?.customer === customer;
  const unread = !open && last_at && from !== "customer" && last_at > (page.seen[customer] ?? "");
  const face = make("span", { class: "face", "aria-hidden": "true" }, name ? [...name][0].toUpperCase() : customer.slice(-2));
  face.style.setProperty("--hue", (Number(customer.slice(-4)) * 137) % 360); // The golden angle keeps neighbours apart.
  const who = { noor: `${word("noor")}: `, manager: `${word("manager")}: ` }[from] ?? "";
  const preview = last_at ? [...(last_text || word("attachment")).slice(0, 240)].slice(0, 120).join("") : word("nothingYet");
  const button = make("button", { type: "button", class: "person", "data-customer": customer, "aria-current": open ? "true" : null },
    face,
    make("bdi", { class: "title", dir: name ? "auto" : "ltr" }, name || customer),
    last_at ? make("time", { datetime: last_at }, clock(last_at)) : make("span"),
    make("span", { class: "last" }, who, make("bdi", {}, preview)),
    unread ? make("span", { class: "unread" }, make("span", { class: "sr" }, word("unread"))) : make("span"));
  button.onclick = () => { location.hash = customer; };
  return make("li", {}, button);
}

const locale = () => (page.language === "ar" ? "ar-AE" : "en-GB");
const clock = (at) => new Date(at).toLocaleTimeString(locale(), { hour: "2-digit", minute: "2-digit" });

/** "Today", "yesterday", or the date. */
function dayName(at) {
  const midnight = (time) => new Date(time).setHours(0, 0, 0, 0);
  const ago = Math.round((midnight(Date.now()) - midnight(at)) / 864e5);
  return ago < 2
    ? new Intl.RelativeTimeFormat(locale(), { numeric: "auto" }).format(-ago, "day")
    : new Date(at).toLocaleDateString(locale(), { day: "numeric", month: "long", year: "numeric" });
}

// ── WhatsApp's formatting, as nodes ──────────────────────────────────────────────────────

const BLOCKS = [
  { tag: "ul", sign: /^\s*[-*•]\s+/ },
  { tag: "ol", sign: /^\s*\d{1,3}[.)]\s+/ },
  { tag: "blockquote", sign: /^>\s?/ },
];

/** A message's text as paragraphs, lists and quotations. Reads every character once. */
function formatted(text) {
  const box = make("div", { class: "text", dir: "auto" });
  let open = null; // The block the next line may belong to.
  for (const line of text.split("\n")) {
    const block = BLOCKS.find(({ sign }) => sign.test(line));
    const tag = block?.tag ?? "p";
    const content = inline(block ? line.replace(block.sign, "") : line);
    if (tag === "p" && !line.trim()) {
      open = null;
    } else if (tag === "ul" || tag === "ol") {
      if (open?.localName !== tag) box.append(open = make(tag, tag === "ol" ? { start: parseInt(line, 10) } : {}));
      open.append(make("li", {}, ...content));
    } else if (open?.localName === tag) {
      open.append("\n", ...content);
    } else {
      box.append(open = make(tag, {}, ...content));
    }
  }
  return box;
}

const MARKS = { "*": "strong", _: "em", "~": "s" };
const WORD = /[\p{L}\p{N}]/u;

/** *bold*, _italic_, ~struck~, `code` and web addresses of one line. Unpaired signs stay signs. */
function inline(line) {
  const frames = [{ mark: "", nodes: [] }];
  let plain = "";
  const flush = () => {
    if (plain) frames.at(-1).nodes.push(plain);
    plain = "";
  };
  const dissolve = () => { // An opening sign without its closing one.
    const { mark, nodes } = frames.pop();
    const parent = frames.at(-1).nodes;
    parent.push(mark);
    for (const node of nodes) parent.push(node);
  };
  const tokens = line.matchAll(/```(.+?)```|`([^`]+)`|https?:\/\/[^\s<>"]+|[*_~]|[^*_~`h]+|[^]/gu);
  let before = "";
  for (const { 0: token, 1: fence, 2: code, index } of tokens) {
    const after = line.charAt(index + token.length);
    if (fence || code) {
      flush();
      frames.at(-1).nodes.push(make("code", {}, fence ?? code));
    } else if (token.startsWith("http") && token.length > 4) {
      flush();
      let end = token.length;
      while (".,;:!?)]،؛؟*_~".includes(token[end - 1])) end -= 1; // Belongs to the sentence.
      const address = token.slice(0, end);
      const href = safeAddress(address);
      frames.at(-1).nodes.push(href ? make("a", { href, target: "_blank", rel: "noopener noreferrer", dir: "ltr" }, address) : address);
      plain += token.slice(end);
    } else if (MARKS[token]) {
      const depth = frames.findLastIndex(({ mark }) => mark === token);
      const encloses = plain || frames.at(-1).nodes.length > 0;
      if (depth > 0 && encloses && before.trim() && !WORD.test(after)) {
        flush();
        while (frames.length - 1 > depth) dissolve();
        const { nodes } = frames.pop();
        frames.at(-1).nodes.push(make(MARKS[token], {}, ...nodes));
      } else if (depth < 0 && !WORD.test(before) && after.trim()) {
        flush();
        frames.push({ mark: token, nodes: [] });
      } else {
        plain += token;
      }
    } else {
      plain += token;
    }
    before = token.at(-1);
  }
  flush();
  while (frames.length > 1) dissolve();
  return frames[0].nodes;
}

// ── What the visitor does ────────────────────────────────────────────────────────────────

function speak(language) {
  page.language = language;
  remember("language", language);
  document.documentElement.lang = language;
  document.documentElement.dir = language === "ar" ? "rtl" : "ltr";
  document.title = word("shop");
  for (const element of document.querySelectorAll("[data-t]")) element.textContent = word(element.dataset.t);
  for (const element of document.querySelectorAll("[data-t-label]")) element.setAttribute("aria-label", word(element.dataset.tLabel));
  const other = language === "ar" ? "en" : "ar";
  $("language").textContent = other === "ar" ? "العربية" : "English";
  $("language").lang = other;
  for (const list of document.querySelectorAll(".examples")) {
    list.replaceChildren(...EXAMPLES[language].map((text) => {
      const button = make("button", { type: "button", dir: "auto", lang: /\p{Script=Arabic}/u.test(text) ? "ar" : "en" }, text);
      button.onclick = () => { playRole("customer"); send(text, "customer"); };
      return make("li", {}, button);
    }));
  }
  playRole(page.role);
  paint();
  paintPeople();
}

function playRole(role) {
  page.role = role;
  document.querySelector(`[name="role"][value="${role}"]`).checked = true;
  $("composer").classList.toggle("as-manager", role === "manager");
  const label = word(role === "manager" ? "managerDraft" : "draft");
  $("draft").placeholder = label;
  $("draft").setAttribute("aria-label", label);
}

/** The next free number of the demo's own range, +971 50 000 00 01 and on. */
function inventCustomer() {
  const taken = new Set([...page.people.map((person) => person.customer), ...Object.keys(page.invented)]);
  let number = 1;
  while (taken.has(demoNumber(number))) number += 1;
  page.invented[demoNumber(number)] = "";
  remember("customers", page.invented);
  return demoNumber(number);
}

const demoNumber = (n) => `+97150000${String(n).padStart(4, "0")}`;
const wide = matchMedia("(min-width: 44.01rem)");

/** The address names the open chat, so that "back" and reloading do what people expect. */
function follow() {
  const customer = decodeURIComponent(location.hash.slice(1));
  if (/^\+\d{8,15}$/.test(customer)) {
    if (chat?.customer !== customer) openChat(customer);
    $("name").value = page.invented[customer] ?? "";
  } else {
    closeChat();
    paint();
    if (wide.matches) showSomebody();
  }
  paintPeople();
}

function showSomebody() {
  const newest = [...page.people].sort((a, b) => (b.last_at ?? "").localeCompare(a.last_at ?? ""))[0]?.customer;
  location.replace(`#${newest ?? Object.keys(page.invented)[0] ?? inventCustomer()}`);
}

$("composer").onsubmit = (event) => {
  event.preventDefault();
  send($("draft").value, page.role);
  $("draft").value = "";
  $("draft").focus();
};
$("draft").onkeydown = (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  $("composer").requestSubmit();
};
$("composer").onchange = (event) => event.target.name === "role" && playRole(event.target.value);
$("name").oninput = (event) => {
  page.invented[chat.customer] = event.target.value.trim();
  remember("customers", page.invented);
  paintPeople();
};
$("new-customer").onclick = () => {
  location.hash = inventCustomer();
  playRole("customer");
  $("draft").focus();
};
$("language").onclick = () => speak(page.language === "ar" ? "en" : "ar");
$("newest").onclick = scrollToNewest;
$("thread").onscroll = ({ target }) => {
  if (target.scrollHeight - target.scrollTop - target.clientHeight < 80) $("newest").hidden = true;
};
for (const button of document.querySelectorAll("[data-t='again']")) {
  button.onclick = () => { refreshPeople(); if (chat) load(chat); };
}

const darkByDefault = matchMedia("(prefers-color-scheme: dark)");
function dress(theme) {
  if (theme) document.documentElement.dataset.theme = theme;
  $("theme").setAttribute("aria-pressed", String((theme ?? (darkByDefault.matches ? "dark" : "light")) === "dark"));
}
$("theme").onclick = () => {
  const theme = $("theme").getAttribute("aria-pressed") === "true" ? "light" : "dark";
  remember("theme", theme);
  dress(theme);
};
darkByDefault.onchange = () => dress(remembered("theme"));

// ── Start ────────────────────────────────────────────────────────────────────────────────

const asked = new URLSearchParams(location.search).get("lang");
dress(remembered("theme"));
speak(WORDS[asked] ? asked : page.language);
await refreshPeople();
follow();
addEventListener("hashchange", follow);
addEventListener("visibilitychange", () => { if (!document.hidden) { refreshPeople(); paint(); } });
setInterval(() => { if (!document.hidden) refreshPeople(); }, 8000);
