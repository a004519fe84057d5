// Finds codes in window.shippingErrorsCodes. What is chosen is in the address of the page.
(() => {
  "use strict";
  const FILTERS = ["q", "provider", "category", "retryable", "outcome"];
  const SHOWN_AT_ONCE = 50;
  const NEAREST = 5;

  const index = window.shippingErrorsCodes;
  const form = document.getElementById("codes");
  const box = document.getElementById("codes-q");
  const count = document.getElementById("codes-count");
  const missing = document.getElementById("codes-missing");
  const results = document.getElementById("codes-results");
  const more = document.getElementById("codes-more");

  const rows = index.rows.map(
    ([provider, name, anchor, http, meaning, category, retryable, documented, outcome, wait, codes]) => {
      const [id, title, ...aliases] = index.providers[provider];
      const row = {
        provider: id, title, name, http, meaning, wait, retryable: retryable ? "yes" : "no",
        basis: documented ? "documented" : "our judgement",
        category: index.categories[category], outcome: index.outcomes[outcome],
        codes: (codes || [name]).map((code) => code.toLowerCase()),
        address: `providers/${id}/index.html#${encodeURIComponent(anchor || name)}`,
      };
      row.text = [name, ...(codes || []), meaning, id, title, ...aliases, row.category, http && `HTTP ${http}`]
        .join(" ").toLowerCase();
      return row;
    },
  );

  const words = (name) => name.replaceAll("_", " ");
  const typed = (text) => text.toLowerCase().split(/\s+/).filter(Boolean);
  const number = (value) => value.toLocaleString("en");

  const chosen = () => Object.fromEntries(FILTERS.map((name) => [name, form.elements[name].value.trim()]));

  // 0: a word is the code itself, 1: a code starts with it, 2: a code has it, 3: another text does.
  function rank(row, terms) {
    let best = 3;
    for (const term of terms) {
      for (const code of row.codes) {
        if (code === term) return 0;
        if (code.startsWith(term)) best = Math.min(best, 1);
        else if (code.includes(term)) best = Math.min(best, 2);
      }
    }
    return best;
  }

  function find(wanted) {
    const terms = typed(wanted.q);
    const whole = wanted.q.toLowerCase();
    const byRank = [[], [], [], []];
    for (const row of rows) {
      if (FILTERS.slice(1).some((name) => wanted[name] && row[name] !== wanted[name])) continue;
      if (!terms.every((term) => row.text.includes(term))) continue;
      byRank[row.codes.includes(whole) ? 0 : rank(row, terms)].push(row);
    }
    return byRank.flat();
  }

  function element(name, attributes, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  }

  function fact(name, value, note, kind) {
    const text = element("dd", kind ? { class: kind } : {}, value);
    if (note) text.append(" ", element("small", {}, note));
    return element("div", {}, element("dt", {}, name), text);
  }

  function shown(row) {
    return element("li", {},
      element("a", { href: row.address }, element("code", {}, row.name), " ", element("span", {}, row.title)),
      element("p", {}, row.meaning || "(not documented)"),
      element("dl", { class: "codes-facts" },
        fact("Category", words(row.category)),
        fact("Retryable", row.retryable, row.basis, `retry-${row.retryable}`),
        fact("Outcome", words(row.outcome), "", `outcome-${row.outcome}`),
        fact("HTTP", row.http || "any"),
        ...(row.wait ? [fact("Wait", `${row.wait} s`)] : []),
      ));
  }

  function append(found, from) {
    const part = found.slice(from, from + SHOWN_AT_ONCE);
    results.append(...part.map(shown));
    more.hidden = from + part.length >= found.length;
    more.onclick = () => {
      append(found, from + SHOWN_AT_ONCE);
      results.children[from + SHOWN_AT_ONCE].querySelector("a").focus();
    };
  }

  // How many characters to add, leave out, replace or swap.
  function distance(one, other) {
    let before = [];
    let last = Array.from({ length: other.length + 1 }, (_, column) => column);
    for (let line = 1; line <= one.length; line++) {
      const now = [line];
      for (let column = 1; column <= other.length; column++) {
        const same = one[line - 1] === other[column - 1];
        now[column] = Math.min(last[column] + 1, now[column - 1] + 1, last[column - 1] + (same ? 0 : 1));
        if (line > 1 && column > 1 && one[line - 1] === other[column - 2] && one[line - 2] === other[column - 1]) {
          now[column] = Math.min(now[column], before[column - 2] + 1);
        }
      }
      [before, last] = [last, now];
    }
    return last[other.length];
  }

  // The code in what was typed, and the provider if one is named beside it.
  function asked(wanted) {
    let provider = wanted.provider;
    const rest = typed(wanted.q).filter((term) => {
      const named = index.providers.find((names) => names.some((name) => name.toLowerCase() === term));
      if (named && !provider) [provider] = named;
      return !named;
    });
    return { provider, code: rest.join(" ") };
  }

  function nearest({ provider, code }) {
    const longest = Math.max(1, Math.floor(code.length / 2));
    const close = [];
    for (const row of rows) {
      if (provider && row.provider !== provider) continue;
      const steps = Math.min(...row.codes.map((each) => (
        Math.abs(each.length - code.length) > longest ? Infinity : distance(code, each))));
      if (steps <= longest) close.push({ steps, row });
    }
    close.sort((one, other) => one.steps - other.steps);
    const names = new Set();
    return close.map(({ row }) => row)
      .filter((row) => !names.has(row.provider + row.name) && names.add(row.provider + row.name))
      .slice(0, NEAREST);
  }

  function showMissing(wanted) {
    missing.replaceChildren();
    missing.hidden = false;
    const without = find({ ...wanted, provider: "", category: "", retryable: "", outcome: "" });
    if (without.length && FILTERS.slice(1).some((name) => wanted[name])) {
      const all = element("button", { type: "button" }, `Show the ${number(without.length)} without these filters`);
      all.onclick = () => {
        for (const name of FILTERS.slice(1)) form.elements[name].value = "";
        update();
        box.focus();
      };
      missing.append(element("p", {}, all));
    }
    const { provider, code } = asked(wanted);
    if (!code) return;
    const near = nearest({ provider, code });
    if (near.length) {
      missing.append(element("p", {}, "The nearest codes:"), element("ul", {}, ...near.map((row) => element("li", {},
        element("a", { href: row.address }, element("code", {}, row.name)), ` ${row.title}: ${words(row.category)}`))));
    }
    const command = `shipping-errors stub ${provider || "PROVIDER"} @response.json --status 400 > more.yaml`;
    missing.append(
      element("p", {}, "Did a provider send it? Save the response's body, give its HTTP status, and write a row:"),
      element("pre", { tabindex: "0", "aria-label": "Command" }, element("code", {}, command)));
  }

  function show(wanted) {
    const found = find(wanted);
    results.replaceChildren();
    append(found, 0);
    missing.hidden = true;
    if (!found.length) showMissing(wanted);
    count.textContent = found.length ? `${number(found.length)} ${found.length === 1 ? "row" : "rows"}`
      : "No row fits.";
  }

  let waiting;
  function keep(wanted) {
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      const kept = new URLSearchParams(Object.entries(wanted).filter(([, value]) => value)).toString();
      history.replaceState(null, "", kept ? `?${kept}` : location.pathname);
    }, 100); // browsers refuse many changes at once
  }

  function update(event) {
    const wanted = chosen();
    show(wanted);
    keep(wanted);
    if (event) measure(event.timeStamp);
  }

  // From the key press to the frame with the first result; the tests read it.
  function measure(start) {
    requestAnimationFrame(() => setTimeout(() => performance.measure("codes-shown", { start })));
  }

  function restore() {
    const kept = new URLSearchParams(location.search);
    for (const name of FILTERS) form.elements[name].value = kept.get(name) || "";
    for (const name of FILTERS.slice(1)) {
      if (form.elements[name].selectedIndex < 0) form.elements[name].value = "";
    }
    show(chosen());
  }

  const links = () => [...results.querySelectorAll(":scope > li > a")];

  function move(event) {
    const all = links();
    const here = all.indexOf(document.activeElement);
    const inBox = document.activeElement === box;
    if (event.key === "Escape" && here >= 0) box.focus();
    else if (event.key === "ArrowDown" && (inBox || here >= 0)) (all[here + 1] || all[here] || box).focus();
    else if (event.key === "ArrowUp" && here >= 0) (all[here - 1] || box).focus();
    else return;
    event.preventDefault();
  }

  form.addEventListener("input", update);
  form.addEventListener("reset", () => setTimeout(update));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    (links()[0] || box).focus();
  });
  document.addEventListener("keydown", move);
  window.addEventListener("popstate", restore);
  restore();
})();
