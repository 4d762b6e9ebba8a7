// What a page does where there is JavaScript: it reads out, isolates, filters and sorts, and draws curves and parallel
// coordinates of all runs from the packed numbers in #data. Without it the page has every picture and table but these.
'use strict';
(() => {
const $ = (q, at = document) => at.querySelector(q);
const all = (q, at = document) => [...at.querySelectorAll(q)];
const make = (tag, has = {}, ...inside) => {
  const e = document.createElement(tag);
  for (const [key, value] of Object.entries(has)) key in e ? e[key] = value : e.setAttribute(key, value);
  e.append(...inside);
  return e;
};
const set = (e, has) => { for (const key in has) e.setAttribute(key, has[key]); };
const div = (className, ...inside) => make('div', {className}, ...inside);
const D = JSON.parse($('#data').textContent);
const N = D.runs, G = D.epochs.length, colors = 8;
const isNumber = Number.isFinite;
const {min, max, ceil, floor, abs, round} = Math;
const show = x => {
  if (!isNumber(x)) return '';
  const size = abs(x), text = size && (size < 1e-4 || size >= 1e6) ? x.toExponential(3) : String(+x.toPrecision(4));
  return text.replace(/\.?0*e\+?/, 'e').replace('-', '−');
};
const every = (list, most) => list.filter((_, i) => i % ceil(list.length / most) === 0);
const column = name => D.table.find(c => c.name === name);
const cellOf = (c, run) => c.words ? c.words[c.at[run]] : c.at[run];
const ids = D.of.map((_, run) => cellOf(column('run'), run));
const label = run => D.labels[D.of[run]] + ', ' + D.repetitions[run];
const soon = f => { let asked = 0; return () => { asked ||= requestAnimationFrame(() => { asked = 0; f(); }); }; };

// Numbers come as the upper three bytes of float32: four digits hold.
const curves = D.columns.map(() => null);
const decode = text => {
  const bytes = atob(text), bits = new Uint32Array(bytes.length / 3);
  for (let i = 0, j = 0; i < bits.length; ++i, j += 3)
    bits[i] = bytes.charCodeAt(j) << 24 | bytes.charCodeAt(j + 1) << 16 | bytes.charCodeAt(j + 2) << 8;
  return new Float32Array(bits.buffer);
};
const valuesOf = c => curves[c] ||= decode(D.columns[c].values);
const peaksOf = c => D.columns[c].peaks && (D.columns[c].peaksRead ||= decode(D.columns[c].peaks));

// --- what is chosen -------------------------------------------------------------------------------------------------
const pass = new Uint8Array(N).fill(1);     // the filter, brushes included
const brushes = new Map();                  // axis → [low, high]
const alone = new Set();                    // series that are isolated; empty: none is
let lit = null;                             // {run, series} under the pointer or pinned; a series alone has no run
let pinned, wanted = '', version = 0, gone = new Set();
const filtered = [], lightened = [];     // who is told
const tell = list => list.forEach(f => f());

const signs = {'=': (a, b) => a === b, '!=': (a, b) => a !== b, '<': (a, b) => a < b, '>': (a, b) => a > b,
  '<=': (a, b) => a <= b, '>=': (a, b) => a >= b};
const testOf = word => {
  const [, name, sign, value] = word.match(/^(.+?)(<=|>=|!=|=|<|>)(.*)$/) || [];
  const named = D.table.filter(t => ('.' + t.name.toLowerCase()).endsWith('.' + name)), columns = named[0] ? [named[0]] : D.table.filter(t => t.words);
  const holds = cell => {
    const x = String(cell ?? '').toLowerCase(), isWord = x === '' || isNaN(x);
    return named[0] ? signs[sign](isWord ? x : +x, isWord ? value : +value) : x.includes(word);
  };
  const lists = columns.map(c => ({at: c.at, known: c.words?.map(holds)}));
  return run => lists.some(l => l.known ? l.known[l.at[run]] : holds(l.at[run]));
};
const filter = () => {
  const tests = wanted.toLowerCase().split(/\s+/).filter(Boolean).map(testOf), ranges = [...brushes];
  for (let run = 0; run < N; ++run)
    pass[run] = ranges.every(([axis, [low, high]]) => axis.at(run) >= low && axis.at(run) <= high)
      && tests.every(test => test(run)) ? 1 : 0;
  gone = new Set(D.labels.map((_, i) => 'c' + i));
  pass.forEach((p, run) => p && gone.delete('c' + D.of[run]));
  ++version;
  tell(filtered);
};
const light = (run, series) => {
  if (run === undefined && !series) run = pinned;
  series ||= run >= 0 ? 'c' + D.of[run] : '';
  if (lit && lit.run === run && lit.series === series) return;
  lit = series ? {run, series} : null;
  tell(lightened);
};
const isolate = key => {
  alone.has(key) ? alone.delete(key) : alone.add(key);
  tell(filtered);
};

// --- reading out ----------------------------------------------------------------------------------------------------
const tip = make('div', {id: 'tip', hidden: true, role: 'status'});
document.body.append(tip);
const say = (e, lines) => {
  tip.hidden = !lines;
  if (!lines) return;
  tip.replaceChildren(...lines.map((text, i) => make(i ? 'div' : 'b', {textContent: text})));
  const x = min(e.pageX + 14, scrollX + innerWidth - tip.offsetWidth - 20);
  tip.style.left = max(scrollX + 4, x) + 'px';
  tip.style.top = e.pageY + 16 + 'px';
};

const nothing = e => { say(e); light(); };
const pointAt = (e, box) => { const r = box.getBoundingClientRect(); return [e.clientX - r.left, e.clientY - r.top]; };

const save = (name, blob) => {
  const a = make('a', {href: URL.createObjectURL(blob), download: name});
  a.click();
  setTimeout(() => URL.revokeObjectURL(a.href), 1e4);
};
const savePng = (name, svg, width, height) => {
  const image = new Image();
  image.onload = () => {
    const c = make('canvas', {width: 2 * width, height: 2 * height}), g = c.getContext('2d');
    g.fillStyle = ground;
    g.fillRect(0, 0, c.width, c.height);
    g.drawImage(image, 0, 0, c.width, c.height);
    c.toBlob(blob => save(name + '.png', blob));
  };
  image.src = 'data:image/svg+xml;charset=utf-8,' + encodeURIComponent(svg);
};
const button = (text, click, has = {}) => make('button', {type: 'button', textContent: text, onclick: click, ...has});
const saver = (name, svg, size, csv) => div('save', ...[
  ['SVG', () => save(name + '.svg', new Blob([svg()], {type: 'image/svg+xml'}))],
  ['PNG', () => savePng(name, svg(), ...size())],
  ['CSV', () => save(name + '.csv', new Blob([csv()], {type: 'text/csv'}))]
].map(([text, click]) => button(text, click, {title: 'Save as ' + text})));
const csvCell = x => /[",\n]/.test(x) ? '"' + String(x).replaceAll('"', '""') + '"' : x;
const csvText = rows => rows.map(row => row.map(csvCell).join(',') + '\n').join('');

// --- pictures that the program has drawn ----------------------------------------------------------------------------
const numbers = text => text.split(' ').map(Number);
const place = (panel, axis, value) => {
  const d = panel.dataset, [left, top, width, height] = numbers(d.box);
  const low = +d[axis + 'Low'], high = +d[axis + 'High'], f = d[axis + 'Scale'] === 'log' ? Math.log : x => x;
  const part = (f(value) - f(low)) / (f(high) - f(low));
  return axis === 'x' ? left + part * width : top + (1 - part) * height;
};
const linesOf = panel => panel.lines ||= all('.line[data-x]', panel).map(mark => {
  const x = numbers(mark.dataset.x), y = numbers(mark.dataset.y);
  return {mark, x, y, left: x.map(v => place(panel, 'x', v)), top: y.map(v => place(panel, 'y', v))};
});
const runAt = new Map(ids.map((id, i) => [id, i]));
const figure = (at, svg) => {
  const name = at.id, names = new Map(all('.entry', svg).map(e => [e.dataset.series, e.textContent.trim()]));
  const marks = all('[data-series]', svg).map(mark => ({mark, series: mark.dataset.series, run: runAt.get(mark.dataset.run)})), dot = document.createElementNS(svg.namespaceURI, 'circle');
  set(dot, {r: 4, class: 'dot'});
  dot.style.display = 'none';
  svg.append(dot);
  const seriesName = key => names.get(key) || D.labels[key.slice(1)] || key;
  svg.onpointermove = e => {
    const p = new DOMPoint(e.clientX, e.clientY).matrixTransform(svg.getScreenCTM().inverse());
    const datum = e.target.closest('.datum');
    if (datum) {
      const run = runAt.get(datum.dataset.run);
      say(e, [$('title', datum)?.textContent || (run >= 0 ? label(run) : seriesName(datum.dataset.series))]);
      return light(run, datum.dataset.series);
    }
    let best = null, near = 900;
    for (const panel of all('.panel[data-box]', svg)) {
      for (const line of linesOf(panel)) {
        if (line.mark.classList.contains('off')) continue;
        for (let i = 0; i < line.x.length; ++i) {
          const distance = .1 * (line.left[i] - p.x) ** 2 + (line.top[i] - p.y) ** 2;
          if (distance < near) [near, best] = [distance, {line, i}];
        }
      }
    }
    dot.style.display = best ? '' : 'none';
    if (!best) return nothing(e);
    const {line, i} = best, d = line.mark.dataset, run = runAt.get(d.run);
    set(dot, {cx: line.left[i], cy: line.top[i]});
    say(e, [run === undefined ? seriesName(d.series) + (d.what ? ' (' + d.what + ')' : '') : label(run),
      show(line.x[i]) + ': ' + show(line.y[i])]);
    light(run, d.series);
  };
  svg.onpointerleave = e => { dot.style.display = 'none'; nothing(e); };
  for (const entry of all('.entry', svg)) {
    set(entry, {tabindex: 0, role: 'button'});
    entry.onclick = () => isolate(entry.dataset.series);
    entry.onkeydown = e => { if (e.key === 'Enter' || e.key === ' ') { e.preventDefault(); entry.onclick(); } };
  }
  filtered.push(() => {
    const here = marks.some(m => alone.has(m.series));
    for (const m of marks) {
      const off = here && !alone.has(m.series) || (m.run >= 0 ? !pass[m.run] : gone.has(m.series));
      if (off !== !!m.off) m.mark.classList.toggle('off', m.off = off);
    }
  });
  lightened.push(() => {
    let some = false;
    for (const m of marks) {
      const on = !!lit && (m.run >= 0 && lit.run >= 0 ? m.run === lit.run : m.series === lit.series);
      some ||= on;
      if (on !== !!m.on) m.mark.classList.toggle('lit', m.on = on);
    }
    svg.classList.toggle('dim', some);
  });
  const size = () => numbers(svg.getAttribute('viewBox')).slice(2);
  const whole = () => {
    const copy = svg.cloneNode(true), [width, height] = size(), css = '><style>' + $('#pictures').textContent + '</style>';
    copy.classList.remove('dim');
    set(copy, {width, height});
    return new XMLSerializer().serializeToString(copy).replace('>', () => css);
  };
  const csv = () => $('pre.csv', at)?.textContent || csvText(all('.data tr', at).map(tr => all('td,th', tr).map(c => c.textContent)));
  if (!$('.save', at)) at.append(saver(name, whole, size, csv));
};
const night = matchMedia('(prefers-color-scheme: dark)');
const theme = button('Light / dark', () => {
  const root = document.documentElement.dataset;
  root.theme = (root.theme || (night.matches ? 'dark' : 'light')) === 'dark' ? 'light' : 'dark';
  redraw();
}, {className: 'theme'});

// --- drawing on a canvas, or the same as SVG ------------------------------------------------------------------------
const probe = div('');
probe.innerHTML = '<svg class="pic probe">' + [...Array(colors).keys()].map(i => '<path class="l' + i + '"/>').join('') + '</svg>';
document.body.append(probe);
let ink, faint, ground, paint;
const readColors = () => {
  const style = getComputedStyle(document.body);
  [ink, faint, ground] = [style.color, style.getPropertyValue('--faint'), style.backgroundColor];
  paint = all('path', probe).map(p => getComputedStyle(p).stroke);
};
const xml = s => String(s).replace(/[&<>"]/g, c => '&#' + c.charCodeAt(0) + ';');
const pathOf = list => list.map(p => p.length ? 'M' + p.map(v => round(v * 10) / 10).join(' ') : '').join('');
const pen = (path, text) => ({text,
  lines: (list, color, width = 1.5, alpha = 1, dash = []) => path(pathOf(list), color, width, alpha, dash),
  area: (points, color) => path(pathOf([points]) + 'Z', color, 0, .18, [])});
const onCanvas = g => pen((d, color, width, alpha, dash) => {
  [g.strokeStyle, g.fillStyle, g.lineWidth, g.globalAlpha] = [color, color, width, alpha];
  g.setLineDash(dash);
  g[width ? 'stroke' : 'fill'](new Path2D(d));
}, (s, x, y, align = 'start', color = ink, turn = 0) => {
  g.save();
  [g.fillStyle, g.textAlign, g.font, g.globalAlpha, g.strokeStyle, g.lineWidth] = [color, align, '12px system-ui, sans-serif', 1, ground, 3];
  g.setLineDash([]);
  g.translate(x, y);
  g.rotate(turn * Math.PI / 180);
  g.strokeText(s, 0, 0);
  g.fillText(s, 0, 0);
  g.restore();
});
const onSvg = out => pen((d, color, width, alpha, dash) => out.push(`<path d="${d}" fill="${width ? 'none' : color}" stroke="${width ? color : 'none'}" stroke-width="${width}" opacity="${alpha}" stroke-dasharray="${dash}"/>`),
  (s, x, y, align = 'start', color = ink, turn = 0) => out.push(`<text x="${x}" y="${y}" text-anchor="${align === 'center' ? 'middle' : align}" fill="${color}" stroke="${ground}" stroke-width="3" paint-order="stroke" transform="rotate(${turn} ${x} ${y})">${xml(s)}</text>`));
const svgOf = (draw, width, height) => {
  const out = [];
  draw(onSvg(out), width);
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12">${out.join('\n')}</svg>`;
};
// The canvas under the pointer has another one above it for what is lit.
const board = (at, draw) => {
  const under = make('canvas', {role: 'img'}), over = make('canvas');
  const box = div('board', under, over);
  at.append(box);
  const fit = (c, width, height) => {
    const ratio = devicePixelRatio || 1, g = c.getContext('2d');
    [c.width, c.height, c.style.height] = [width * ratio, height * ratio, height + 'px'];
    g.scale(ratio, ratio);
    return onCanvas(g);
  };
  const b = {box, over, under, width: 0, height: 0, above: null, clear: () => over.getContext('2d').clearRect(0, 0, 1e5, 1e5)};
  b.draw = () => {
    b.width ||= box.clientWidth;
    b.height = draw(null, b.width);
    b.above = fit(over, b.width, b.height);
    draw(fit(under, b.width, b.height), b.width);
  };
  return b;
};
const scale = (low, high, from, to, log) => {
  if (!(low < high)) [low, high] = log ? [low / 2, low * 2] : [low - .5, low + .5];
  const f = log ? Math.log10 : x => x, a = f(low), k = (to - from) / (f(high) - a);
  const s = x => from + (f(x) - a) * k;
  s.ticks = n => {
    const ticks = [], span = f(high) - a;
    const step = log ? max(1, ceil(span / n)) : 10 ** floor(Math.log10(span / n));
    const by = log && span < 1.5 ? 0 : log ? step : step * [1, 2, 5, 10].find(m => span / (step * m) <= n);
    if (!by) return [1, 2, 5].flatMap(m => [floor(a), ceil(a)].map(e => m * 10 ** e)).filter(x => x >= low && x <= high);
    for (let i = ceil(a / by - 1e-9); i * by <= a + span + 1e-9 * by; ++i) ticks.push(log ? 10 ** (i * by) : +(i * by).toPrecision(12));
    return ticks;
  };
  return s;
};
const frame = (g, x, y, [left, top, right, bottom], title, below, beside) => {
  for (const t of y.ticks(5)) {
    g.lines([[left, y(t), right, y(t)]], faint, .6);
    g.text(show(t), left - 5, y(t) + 4, 'end');
  }
  for (const t of x.ticks(max(2, (right - left) / 90))) g.text(show(t), x(t), bottom + 16, 'center');
  g.lines([[left, bottom, right, bottom]], ink, 1);
  g.text(title, left, top - 7);
  g.text(below, right, bottom + 31, 'end');
  g.text(beside, 12, (top + bottom) / 2, 'center', ink, -90);
};

// --- curves of all runs ---------------------------------------------------------------------------------------------
const S = {column: 0, band: 'std', log: false, seeds: false, group: '', facet: ''};
const mostLines = 400, mostPanels = 12;
const parted = name => {  // runs that pass, by configuration or by the value of a key: [{key, name, look, runs}]
  const key = D.keys.find(k => k.name === name), parts = new Map();
  for (let run = 0; run < N; ++run) {
    if (!pass[run]) continue;
    const at = key ? key.of[D.of[run]] : D.of[run];
    if (!parts.has(at)) parts.set(at, {key: key ? name + '=' + at : 'c' + at, look: key ? at : D.looks[at], runs: [],
      name: key ? key.values[at] ?? 'none' : D.labels[at], at});
    parts.get(at).runs.push(run);
  }
  return [...parts.values()].sort((a, b) => key ? a.at - b.at : D.ranks[a.at] - D.ranks[b.at] || a.at - b.at);
};
const quantile = (sorted, p) => {
  const at = p * (sorted.length - 1), low = floor(at);
  return sorted[low] + (at - low) * ((sorted[low + 1] ?? sorted[low]) - sorted[low]);
};
const spread = (runs, values) => {  // at each epoch with a value: [epoch, mean, low, high, n]
  const points = [];
  for (let e = 0; e < G; ++e) {
    let n = 0, sum = 0, low = Infinity, high = -Infinity;
    const here = [];
    for (const run of runs) {
      const v = values[run * G + e];
      if (!isFinite(v) || !D.counts[run]) continue;
      ++n; sum += v;
      if (v < low) low = v;
      if (v > high) high = v;
      here.push(v);
    }
    if (!n) continue;
    const mean = sum / n;
    if (S.band === 'quartiles') [low, high] = (here.sort((a, b) => a - b), [quantile(here, .25), quantile(here, .75)]);
    if (S.band === 'std' || S.band === 'ci95') {
      let squares = 0;
      for (const v of here) squares += (v - mean) ** 2;
      const std = S.band === 'std', half = n > 1 ? Math.sqrt(squares / (n - 1)) * (std ? 1 : (D.t95[n - 2] ?? 1.96) * Math.sqrt(1 / n + D.held)) : 0;
      [low, high] = std ? [max(low, mean - half), min(high, mean + half)] : [mean - half, mean + half];
    }
    points.push([D.epochs[e], mean, low, high, n]);
  }
  return points;
};
let explored = null, laid = [], frames = [];
const prepare = () => {
  const stamp = [version, S.column, S.band, S.group, S.facet].join();
  if (explored?.stamp === stamp) return explored;
  const values = valuesOf(S.column), facets = S.facet ? parted(S.facet).slice(0, mostPanels) : [{name: '', runs: null}];
  const groups = parted(S.group), lead = new Set(groups.slice(0, colors).map(g => g.key));
  for (const facet of facets) {
    const within = facet.runs && new Set(facet.runs);
    facet.groups = groups.filter(g => lead.has(g.key)).map(g => {
      const runs = within ? g.runs.filter(r => within.has(r)) : g.runs;
      return {...g, runs, points: spread(runs, values)};
    }).filter(g => g.points.length);
    facet.all = facet.runs || groups.flatMap(g => g.runs);
  }
  return explored = {stamp, values, facets, groups, lead};
};
const lookOf = look => [paint[look % colors], [[], [6, 3], [2, 2], [8, 3, 2, 3]][floor(look / colors) % 4]];
const traced = (all, x, y) => {
  const points = all.filter(p => !S.log || p[1] > 0);
  return {points, line: points.flatMap(p => [x(p[0]), y(p[1])])};
};
const lineOf = (run, x, y) => {  // one run, with its lowest and highest value where epochs are left out
  const points = [], peaks = peaksOf(S.column), {values} = explored;
  for (let e = 0; e < G; ++e) if (isFinite(values[run * G + e])) points.push([D.epochs[e], values[run * G + e]]);
  for (const i of peaks ? [0, 2] : []) points.push([peaks[run * 4 + i], peaks[run * 4 + i + 1]]);
  if (peaks) points.sort((a, b) => a[0] - b[0]);
  return traced(points, x, y);
};
const drawCurves = (g, width) => {
  const {values, facets, groups, lead} = prepare();
  const across = facets.length < 2 ? 1 : min(facets.length, width > 900 ? 3 : width > 560 ? 2 : 1);
  const high = facets.length < 2 ? 320 : 220, down = ceil(facets.length / across), total = down * high + 20;
  if (!g) return total;
  [laid, frames] = [[], []];
  let low = Infinity, top = -Infinity;
  const see = v => { if (isFinite(v) && (!S.log || v > 0)) { if (v < low) low = v; if (v > top) top = v; } };
  for (const facet of facets) {
    for (const group of facet.groups) for (const p of group.points) { see(p[1]); if (S.band) { see(p[2]); see(p[3]); } }
    if (S.seeds) for (const run of facet.all) for (let e = 0; e < G; ++e) see(values[run * G + e]);
  }
  if (!(low <= top)) return g.text('No value passes the filter.', width / 2, 60, 'center'), total;
  const owner = new Map(groups.flatMap(g => g.runs.map(r => [r, g])));
  const some = groups.some(g => alone.has(g.key)), shown = group => !some || alone.has(group.key);
  facets.forEach((facet, i) => {
    const left = (i % across) * (width / across) + 64, upper = floor(i / across) * high + 24;
    const box = [left, upper, (i % across + 1) * (width / across) - 12, upper + high - 62];
    const x = scale(D.epochs[0], D.epochs[G - 1], left, box[2]), y = scale(low, top, box[3], upper, S.log);
    const drawn = every(facet.all, mostLines);
    frame(g, x, y, box, facet.name === '' ? '' : S.facet + ' = ' + facet.name, D.step, i % across ? '' : D.columns[S.column].title);
    frames.push([x, y]);
    const lines = new Map();
    if (S.seeds) for (const run of drawn) {
      const group = owner.get(run), color = lead.has(group.key) ? lookOf(group.look)[0] : faint;
      if (!shown(group)) continue;
      const one = lineOf(run, x, y), [a, b] = one.line.slice(-2);
      lines.set(color, [...lines.get(color) || [], one.line]);
      laid.push({run, box, ...one});
      if (D.diverged[run] && isNumber(a)) g.lines([[a - 4, b - 4, a + 4, b + 4], [a - 4, b + 4, a + 4, b - 4]], ink, 1);
    }
    lines.forEach((list, color) => g.lines(list, color, .8, .35));
    for (const group of facet.groups) {
      if (!shown(group)) continue;
      const [color, dash] = lookOf(group.look), one = traced(group.points, x, y), {points} = one;
      const edge = (points, i) => points.flatMap(p => [x(p[0]), y(min(max(p[i], low), top))]);
      if (S.band && points[1]) g.area([...edge(points, 3), ...edge([...points].reverse(), 2)], color);
      g.lines([one.line], color, 2, 1, dash);
      laid.push({group, box, ...one});
    }
  });
  return total;
};
let chart = null, ways = null;
const litLines = () => {  // the lines of what is lit, over the others
  if (!chart?.above) return;
  chart.clear();
  if (!lit || !explored) return;
  const lines = lit.run >= 0 ? frames.map(f => lineOf(lit.run, ...f).line) : laid.filter(l => l.group?.key === lit.series).map(l => l.line);
  chart.above.lines(lines, ink, 3);
};
const readCurves = e => {
  const [px, py] = pointAt(e, chart.box);
  let best = null, near = 40;
  for (const l of laid) {
    const [left, top, right, bottom] = l.box;
    if (px < left - 4 || px > right + 4 || py < top || py > bottom + 4) continue;
    for (let i = 0; i < l.line.length; i += 2) {
      const distance = .3 * abs(l.line[i] - px) + abs(l.line[i + 1] - py);
      if (distance < near) [near, best] = [distance, {l, i: i / 2}];
    }
  }
  if (!best) return nothing(e);
  const {l, i} = best, [epoch, value, low, high, n] = l.points[i], at = D.step + ' ' + epoch + ': ' + show(value);
  if (l.run >= 0) say(e, [label(l.run), at]);
  else say(e, [l.group.name, at, ...S.band && n > 1 ? [S.band + ': ' + show(low) + ' to ' + show(high)] : [], 'n = ' + n]);
  light(l.run, l.group?.key);
};

// --- parallel coordinates: brushes filter everything ----------------------------------------------------------------
const axes = D.axes.map(a => {
  const c = column(a.column), all = [...pass.keys()].map(run => a.words ? a.words.indexOf(String(cellOf(c, run)))
    : a.objective && D.diverged[run] ? NaN : parseFloat(cellOf(c, run)));
  const numbers = all.filter(isNumber);
  return {...a, at: run => all[run], low: min(...numbers), high: max(...numbers), tried: [...new Set(numbers)]};
}).filter(a => a.low < a.high);
const good = D.ranks.filter(r => r <= D.best).length;  // the best tenth, ties and all
const upper = 30, lower = 262;
const layAxes = width => axes.forEach((a, i) => {
  a.x = 40 + i * (width - 110) / max(1, axes.length - 1);
  a.y = scale(a.low, a.high, lower, upper, a.log);
});
const wayOf = run => axes.flatMap(a => { const v = a.at(run); return isNaN(v) ? [] : [a.x, a.y(v)]; });
const drawWays = (g, width) => {
  if (!g) return 285;
  layAxes(width);
  const out = [], inside = [], best = [];
  for (let run = 0; run < N; ++run) (!pass[run] ? out : D.ranks[D.of[run]] <= D.best ? best : inside).push(run);
  let drawn = 0;
  const some = (list, most = 300) => every(list, most).map(run => ++drawn && wayOf(run));
  g.lines(some(out, 99), faint, .5, .35);
  g.lines(some(inside), paint[0], .8, max(.08, min(.6, 60 / inside.length)));
  g.lines(some(best), paint[1], 1.2, .8);
  for (const a of axes) {
    g.lines([[a.x, upper, a.x, lower]], ink, 1);
    g.text(a.title, a.x, 16, 'center');
    const ticks = [];
    for (const v of [a.low, a.high, ...a.words || a.tried.length < 9 ? a.tried : a.y.ticks(5)])
      if (ticks.every(t => abs(a.y(t) - a.y(v)) > 11)) ticks.push(v);
    for (const v of ticks) g.text(a.words ? (a.words[v] ?? '').slice(0, 14) : show(v), a.x + 5, a.y(v) + 4);
    const brush = brushes.get(a);
    if (brush) g.lines([[a.x, a.y(brush[0]), a.x, a.y(brush[1])]], paint[1], 8, .5);
  }
  if (drawn < N) g.text(drawn + ' of ' + N + ' runs are drawn', 4, 281);
};
const filterSoon = soon(filter);
const brushing = b => {
  let from = null;
  const at = e => pointAt(e, b.box);
  b.box.onpointerleave = nothing;
  const value = (a, y) => {  // the scale backwards
    const part = (lower - min(max(y, upper), lower)) / (lower - upper);
    return a.log ? a.low * (a.high / a.low) ** part : a.low + part * (a.high - a.low);
  };
  b.box.onpointerdown = e => {
    const [x, y] = at(e), a = axes.find(o => abs(o.x - x) < 16);
    if (a) { from = {a, y}; b.box.setPointerCapture(e.pointerId); }
  };
  b.box.onpointermove = e => {
    const [x, y] = at(e);
    if (from) {
      const ends = [value(from.a, from.y), value(from.a, y)].sort((p, q) => p - q);
      abs(y - from.y) < 4 ? brushes.delete(from.a) : brushes.set(from.a, ends);
      return filterSoon();
    }
    let best = null, near = 8;
    const i = axes.findIndex(a => a.x >= x), a = axes[i - 1], o = axes[i];
    for (let run = 0; a && run < N; ++run) {
      const distance = abs(a.y(a.at(run)) + (o.y(o.at(run)) - a.y(a.at(run))) * (x - a.x) / (o.x - a.x) - y);
      if (pass[run] && distance < near) [near, best] = [distance, run];
    }
    say(e, best !== null && [label(best), ...axes.map(c => c.title + ': ' + (c.words ? c.words[c.at(best)] : show(c.at(best))))]);
    light(best ?? undefined);
  };
  b.box.onpointerup = e => {
    if (from && abs(at(e)[1] - from.y) < 4) { brushes.delete(from.a); filter(); }
    from = null;
  };
};

// --- the table of runs: only the rows that are seen are in the page -------------------------------------------------
const rowHeight = 26;
let order = [...Array(N).keys()], sorted = {by: -1, up: true}, seen = order;
const table = make('table', {className: 'runs'}), scroller = make('div', {className: 'scroller', tabIndex: 0});
const made = new Map();  // rows that were seen
const isBlank = x => (x ?? '') === '';
const sort = by => {
  sorted = {by, up: sorted.by === by ? !sorted.up : true};
  const c = D.table[by], sign = sorted.up ? 1 : -1;
  const text = c.words && c.words.some(w => w !== '' && isNaN(w));
  order.sort((a, b) => {
    const x = cellOf(c, a), y = cellOf(c, b), none = isBlank(x) - isBlank(y);
    return none || sign * (text ? String(x).localeCompare(y, 'en', {numeric: true}) : x - y) || a - b;
  });
  heads.forEach((h, i) => h.setAttribute('aria-sort', i === by ? sorted.up ? 'ascending' : 'descending' : 'none'));
  fill();
};
const heads = D.table.map((c, i) => make('th', {scope: 'col'}, button(c.name, () => sort(i))));
const body = make('tbody');
table.append(make('thead', {}, make('tr', {}, ...heads)), body);
scroller.append(table);
const isLit = run => lit && (lit.run >= 0 ? lit.run === run : lit.series === 'c' + D.of[run]);
const rows = () => {
  const first = max(0, floor(scroller.scrollTop / rowHeight) - 4), last = min(seen.length, first + 26);
  if (made.size > 999) made.clear();
  const gap = n => make('tr', {className: 'gap'}, make('td', {colSpan: heads.length, style: 'height:' + n * rowHeight + 'px'}));
  body.replaceChildren(gap(first), ...seen.slice(first, last).map(run => {
    if (!made.has(run)) made.set(run, make('tr', {}, ...D.table.map(c => {
      const x = cellOf(c, run);
      return make('td', {className: c.words ? '' : 'number', textContent: c.words ? x : show(x)});
    })));
    const tr = made.get(run);
    tr.run = run;
    tr.className = isLit(run) ? 'lit' : '';
    return tr;
  }), gap(seen.length - last));
};
const count = make('output');
const fill = () => {
  seen = order.filter(run => pass[run]);
  count.textContent = seen.length + ' of ' + N + ' runs';
  rows();
};
scroller.onscroll = soon(rows);
body.onpointermove = e => { light(e.target.closest('tr')?.run); };
body.onpointerleave = () => light();
const pin = run => { pinned = pinned === run ? undefined : run; light(); };
body.onclick = e => pin(e.target.closest('tr')?.run);
scroller.onkeydown = e => {
  const step = {ArrowDown: 1, ArrowUp: -1}[e.key];
  if (!step) return;
  e.preventDefault();
  const at = min(max(seen.indexOf(pinned) + step, 0), seen.length - 1);
  pinned = undefined;
  scroller.scrollTop = max(0, at - 6) * rowHeight;
  pin(seen[at]);
};

// --- controls -------------------------------------------------------------------------------------------------------
const choose = (text, name, options) => make('label', {}, text + ' ', make('select', {name, onchange: e => {
  S[name] = e.target.value;
  redraw();
}}, ...options.map(([value, shown]) => make('option', {value, textContent: shown, selected: S[name] == value}))));
const tick = (text, name) => make('label', {}, make('input', {type: 'checkbox', name, checked: S[name], onchange: e => { S[name] = e.target.checked; redraw(); }}), ' ' + text);
const legend = div('legend'), note = make('p', {className: 'note'});
const listGroups = () => {
  const {groups, facets} = prepare(), drawn = new Set(facets.flatMap(f => f.groups.map(g => g.key)));
  legend.replaceChildren(...groups.filter(g => drawn.has(g.key)).map(g => {
    const b = button(g.name, () => isolate(g.key), {ariaPressed: String(alone.has(g.key))});
    const [color, dash] = lookOf(g.look);
    b.prepend(make('i', {innerHTML: `<svg><path d="M0 4H30" stroke="${color}" stroke-dasharray="${dash}"/></svg>`}));
    b.onpointerenter = () => light(undefined, g.key);
    b.onpointerleave = () => light();
    return b;
  }));
  const left = N > mostLines && S.seeds ? 'Every ' + ceil(seen.length / mostLines) + 'th run is drawn. ' : '';
  note.textContent = left + (groups.length > drawn.size ? drawn.size + ' of ' + groups.length + ' groups are drawn. ' : '') + D.note;
};
const redraw = () => {
  readColors();
  chart?.draw();
  ways?.draw();
  if (chart) listGroups();
  litLines();
};
const exploredCsv = () => csvText([['facet', 'group', D.step, 'mean', 'low', 'high', 'n'],
  ...prepare().facets.flatMap(f => f.groups.flatMap(g => g.points.map(p => [f.name, g.name, ...p])))]);
const explore = $('#explore');
readColors();
if (D.columns.length && G) {
  S.log = D.log;
  const box = make('figure', {id: 'explorer'}), keys = D.keys.map(k => [k.name, k.name]);
  box.append(div('controls',
    choose('Metric', 'column', D.columns.map((c, i) => [i, c.title])),
    choose('Band', 'band', [['', 'none'], ['minmax', 'min–max'], ['std', '± std'], ['ci95', '95 % interval'], ['quartiles', 'quartiles']]),
    choose('Group by', 'group', [['', 'configuration'], ...keys]), choose('Facet by', 'facet', [['', 'none'], ...keys]),
    tick('logarithmic', 'log'), tick('single runs', 'seeds')));
  explore.append(box);
  chart = board(box, drawCurves);
  chart.under.setAttribute('aria-label', 'Curves of the runs');
  chart.box.onpointermove = readCurves;
  chart.box.onpointerleave = nothing;
  box.append(legend, note, saver('curves_explored', () => svgOf(drawCurves, chart.width, chart.height),
    () => [chart.width, chart.height], exploredCsv));
}
if (axes.length > 2) {
  const box = make('figure', {id: 'parallel'}, make('figcaption', {textContent: 'Drag along an axis to filter; a click lets all pass. ' + (good ? `The best tenth stands out: ${good} of ${D.ranks.length} configurations.` : '')}));
  explore.append(box);
  ways = board(box, drawWays);
  brushing(ways);
  box.append(button('Clear brushes', () => { brushes.clear(); filter(); }));
}
const search = make('input', {type: 'search', name: 'filter', placeholder: 'lr>0.001 status=finished words', oninput: e => { wanted = e.target.value; filterSoon(); }});
explore.append(div('controls', make('label', {}, 'Filter ', search), count), scroller);
explore.hidden = !N;
$('header').append(theme);
for (const at of all('figure[id] > .drawing')) figure(at.parentNode, $('svg', at));
filtered.push(fill, redraw);
lightened.push(litLines, () => all('tr', body).forEach(tr => tr.classList.toggle('lit', Boolean(isLit(tr.run)))), () => {
  if (!ways?.above) return;
  ways.clear();
  if (lit?.run >= 0) ways.above.lines([wayOf(lit.run)], ink, 2.5);
});
for (const tr of all('tr[data-series]')) {
  tr.onpointerenter = () => light(undefined, tr.dataset.series);
  tr.onpointerleave = () => light();
}
fill();
redraw();
addEventListener('resize', soon(() => {
  for (const b of [chart, ways]) if (b) b.width = 0;
  redraw();
}));
night.onchange = redraw;
addEventListener('keydown', e => {
  if (e.key !== 'Escape') return;
  [pinned, search.value, wanted] = [undefined, '', ''];
  brushes.clear(); alone.clear();
  nothing(e); filter();
});
})();
