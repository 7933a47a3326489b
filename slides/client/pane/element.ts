/** Makes an element: its class, its attributes and what is in it. */
import { icon, type IconName } from './icon.ts'

export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  className: string,
  attributes: Readonly<Record<string, string>> = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name)
  if (className !== '') made.className = className
  for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value)
  made.append(...children)
  return made
}

/** A button with a sign; its name is spoken and shown under the mouse. */
export function signButton(className: string, sign: IconName, name: string, onPress: () => void): HTMLButtonElement {
  const made = element('button', className, { type: 'button' })
  setSign(made, sign, name)
  made.addEventListener('click', onPress)
  return made
}

/** Gives a button another sign and name. */
export function setSign(button: HTMLButtonElement, sign: IconName, name: string): void {
  if (button.dataset['sign'] === sign) return
  button.dataset['sign'] = sign
  button.title = name
  button.setAttribute('aria-label', name)
  button.replaceChildren(icon(sign))
}

/** Writes only what is new: a screen reader and the browser's layout are left in peace. */
export function setText(node: HTMLElement, text: string): void {
  if (node.textContent !== text) node.textContent = text
}
