type Child = Node | string | null | false;
type Attributes = Readonly<Record<string, string | boolean | ((event: Event) => void)>>;

/** Makes an element. Text is always text: nothing a note contains is ever read as markup. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  apply(made, attributes);
  made.append(...children.filter((child): child is Node | string => child !== null && child !== false));
  return made;
}

/** A picture that says nothing which the words beside it do not say. */
export function picture(viewBox: string, ...shapes: [tag: string, attributes: Attributes][]): SVGElement {
  const namespace = 'http://www.w3.org/2000/svg';
  const svg = document.createElementNS(namespace, 'svg');
  apply(svg, { viewBox, fill: 'none', 'aria-hidden': 'true' });
  for (const [tag, attributes] of shapes) {
    const shape = document.createElementNS(namespace, tag);
    apply(shape, attributes);
    svg.append(shape);
  }
  return svg;
}

export function vibeMark(): SVGElement {
  return picture(
    '0 0 32 32',
    ['path', { class: 'mark-arms', d: 'M4.5 9.5C6 19 10 26 16 26s10-7 11.5-16.5' }],
    ['circle', { class: 'mark-head', cx: '16', cy: '11', r: '4.5' }],
  );
}

export function appIcon(): HTMLElement {
  return element('img', { src: '/logo.svg', alt: '', class: 'app-icon' });
}

function apply(made: Element, attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') made.addEventListener(name, value);
    else if (typeof value === 'string') made.setAttribute(name, value);
    else made.toggleAttribute(name, value);
  }
}
