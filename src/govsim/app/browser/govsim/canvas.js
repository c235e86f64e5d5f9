// What the two canvases share: sharp pixels, colours of the theme, and the way a value becomes a colour.

/** Size a canvas to its box and return its context in CSS pixels, or null while it is not shown. */
export function prepare(canvas) {
  const { clientWidth: width, clientHeight: height } = canvas;
  if (!width || !height) return null;
  const ratio = Math.min(window.devicePixelRatio || 1, 2);
  const [w, h] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== w || canvas.height !== h) Object.assign(canvas, { width: w, height: h });
  const pen = canvas.getContext("2d");
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.clearRect(0, 0, width, height);
  return { pen, width, height };
}

/** A colour of the theme as [r, g, b]. */
function rgb(text) {
  const value = text.trim().replace("#", "");
  return [0, 2, 4].map((i) => parseInt(value.slice(i, i + 2), 16));
}

/** The colours of the theme at an element. */
export function palette(element, arm) {
  const style = getComputedStyle(element);
  const get = (name) => style.getPropertyValue(name);
  const [low, high] = [rgb(get("--cell")), rgb(get(`--${arm}`))];
  const steps = Array.from({ length: 65 }, (_, i) => {
    const f = i / 64;
    return `rgb(${low.map((value, k) => Math.round(value + (high[k] - value) * f)).join(",")})`;
  });
  return {
    ink: get("--ink"), muted: get("--muted"), surface: get("--surface"), line: get("--line"), arm: get(`--${arm}`),
    alarm: get("--alarm"), font: style.fontFamily, size: parseFloat(style.fontSize), least: parseFloat(get("--least")) || 0,
    /** From pale to the arm's own colour; the power lets small loads be seen. */
    shade: (share) => steps[Math.round(64 * Math.min(1, Math.max(0, share)) ** 0.8)],
  };
}

/** Write a line of text with a halo, so that it can be read on any colour. */
export function label(pen, text, x, y, colours, size, weight = 600) {
  pen.font = `${weight} ${size}px ${colours.font}`;
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  pen.lineJoin = "round";
  pen.lineWidth = Math.max(3, size / 3.5);
  pen.strokeStyle = colours.surface;
  pen.strokeText(text, x, y);
  pen.fillStyle = colours.ink;
  pen.fillText(text, x, y);
}

/** Show a tooltip with these lines beside the pointer, or hide it where there is nothing to say. */
export function showTip(tip, canvas, event, lines) {
  tip.hidden = !lines;
  if (!lines) return;
  tip.replaceChildren(...lines);
  tip.style.left = `${Math.min(event.offsetX + 14, canvas.clientWidth - 180)}px`;
  tip.style.top = `${event.offsetY + 14}px`;
}
