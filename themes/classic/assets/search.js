// Live search: a WAI-ARIA combobox over the search form. Without it the form does its work alone.
(() => {
  const form = document.querySelector(".search-form");
  const input = form?.querySelector("input[type=search]");
  if (!input || !window.fetch || !window.AbortController) return;
  const { found, none, all } = form.dataset;
  const make = (tag, parent, attributes, text) => {
    const node = parent.appendChild(document.createElement(tag));
    for (const name in attributes) node.setAttribute(name, attributes[name]);
    if (text) node.textContent = text;
    return node;
  };
  let list, status, active = -1, timer, request, asked = "";
  const options = () => (list ? [...list.children] : []);
  const go = (path) => { if (/^\/(?!\/)/.test(path)) location.assign(path); };

  const begin = () => {
    const holder = input.parentElement;
    list = make("div", form.closest("[popover]") ? form : holder, { id: "search-list", class: "search-list", role: "listbox", "aria-label": form.querySelector("label").textContent });
    status = make("p", form, { class: "unseen", role: "status" });
    for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-controls", "search-list"], ["aria-expanded", "false"]]) input.setAttribute(name, value);
    list.hidden = true;
  };
  const close = () => {
    if (!list) return;
    list.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const mark = (index) => {
    const items = options();
    active = (index + items.length + 1) % (items.length + 1);  // one place beyond the end: the input itself
    if (active === items.length) active = -1;
    items.forEach((item, i) => item.setAttribute("aria-selected", i === active));
    if (active < 0) return input.removeAttribute("aria-activedescendant");
    input.setAttribute("aria-activedescendant", items[active].id);
    items[active].scrollIntoView({ block: "nearest" });
  };
  const show = (results, query) => {
    list.replaceChildren();
    active = -1;
    input.removeAttribute("aria-activedescendant");
    const option = (path, text, note) => {
      const item = make("div", list, { role: "option", id: "search-" + list.children.length, "aria-selected": "false" }, text);
      if (note) make("span", item, {}, note);
      item.addEventListener("pointerdown", (event) => event.preventDefault());
      item.addEventListener("click", () => go(path));
    };
    for (const r of results) option(r.path, r.title, [r.section, r.date].filter(Boolean).join(", "));
    if (results.length) option(form.getAttribute("action") + "?q=" + encodeURIComponent(query), all);
    list.hidden = !results.length;
    input.setAttribute("aria-expanded", String(!list.hidden));
    status.textContent = results.length ? found + " " + results.length : none;
  };
  const ask = async () => {
    const query = input.value.trim();
    if (query === asked) return;
    asked = query;
    request?.abort();
    if ([...query].length < 2) return list && ((status.textContent = ""), close());
    request = new AbortController();
    try {
      const answer = await fetch(form.getAttribute("action") + "?q=" + encodeURIComponent(query) + "&format=json", { signal: request.signal, credentials: "same-origin" });
      if (answer.ok) { list || begin(); show(await answer.json(), query); }
    } catch { /* the form still works */ }
  };
  input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, 150); });
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (!list || list.hidden) return;
    if (event.key === "ArrowDown") mark(active + 1);
    else if (event.key === "ArrowUp") mark(active < 0 ? options().length - 1 : active - 1);
    else if (event.key === "Escape") close();
    else if (event.key === "Enter" && active >= 0) options()[active].click();
    else return;
    event.preventDefault();
  });
})();
