'use strict';
(() => {
  document.documentElement.classList.add('js');

  // A finding can be linked to; its rule and itself open then.
  const reveal = () => {
    const at = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!at || !at.classList.contains('finding')) return;
    at.closest('.rule').open = true;
    at.open = true;
    at.scrollIntoView();
  };
  addEventListener('hashchange', reveal);
  reveal();

  // Where the clipboard is closed to the page, the text is selected, so that one key copies it.
  const copy = async (button) => {
    const code = button.closest('.copyable').querySelector('code');
    let done = true;
    try {
      await navigator.clipboard.writeText(code.textContent);
    } catch {
      getSelection().selectAllChildren(code);
      done = document.execCommand('copy');
    }
    button.textContent = done ? 'Copied' : 'Selected';
    setTimeout(() => { button.textContent = 'Copy'; }, 2000);
  };
  document.addEventListener('click', (event) => {
    const button = event.target.closest('button.copy');
    if (button) copy(button);
  });

  const form = document.getElementById('filter');
  if (!form) return;
  const text = document.getElementById('filter-text');
  const rule = document.getElementById('filter-rule');
  const state = document.getElementById('filter-state');
  const boxes = [...form.querySelectorAll('input[name=severity]')];
  const rules = [...document.querySelectorAll('.rule')].map((at) => ({
    at,
    wasOpen: at.open,
    count: at.querySelector('.count'),
    findings: [...at.querySelectorAll('.finding')].map((f) => ({
      at: f,
      text: (at.dataset.rule + ' ' + f.querySelector('summary').textContent).toLowerCase(),
    })),
  }));
  const total = rules.reduce((n, r) => n + r.findings.length, 0);

  const apply = () => {
    const words = text.value.toLowerCase().split(/\s+/).filter(Boolean);
    const severities = new Set(boxes.filter((b) => b.checked).map((b) => b.value));
    const narrowed = words.length > 0 || rule.value !== '';
    let all = 0;
    for (const r of rules) {
      const wanted = severities.has(r.at.dataset.severity) && (rule.value === '' || rule.value === r.at.dataset.rule);
      let shown = 0;
      for (const f of r.findings) {
        const hit = wanted && words.every((w) => f.text.includes(w));
        f.at.hidden = !hit;
        if (hit) shown++;
      }
      r.at.hidden = shown === 0;
      r.at.open = narrowed ? shown > 0 : r.wasOpen;
      r.count.textContent = shown === r.findings.length ? String(shown) : shown + ' of ' + r.findings.length;
      all += shown;
    }
    state.textContent = all + ' of ' + total + ' shown';
  };
  let timer = 0;
  form.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(apply, 120);
  });
  form.addEventListener('reset', () => setTimeout(apply));
  form.addEventListener('submit', (event) => event.preventDefault());
})();
