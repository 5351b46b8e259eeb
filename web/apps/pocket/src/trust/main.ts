// The trust page: public, small, without a framework, since a phone opens it before it trusts the station.
import '@likedong/ui/tokens.css'
import './trust.css'
import { words, type TrustWords } from '../i18n/trust'
import { readFacts, type TrustFacts } from './facts'

type Language = 'zh' | 'en'
type Child = Node | string

const SYSTEMS = [
  ['Android · HarmonyOS', 'android'],
  ['iPhone · iPad', 'ios'],
  ['Windows', 'windows'],
  ['Linux · UOS · Kylin', 'linux'],
] as const

/** Makes an element; attributes first, then what is inside. */
function make(name: string, attributes: Record<string, string>, ...inside: Child[]): HTMLElement {
  const element = document.createElement(name)
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value)
  element.append(...inside)
  return element
}

/** The system of this device comes first and stands open. */
function mine(): string {
  const agent = navigator.userAgent
  if (/iPhone|iPad/.test(agent)) return 'ios'
  if (/Android|HarmonyOS/.test(agent)) return 'android'
  return agent.includes('Windows') ? 'windows' : 'linux'
}

function systems(text: TrustWords): HTMLElement[] {
  const own = mine()
  return [...SYSTEMS]
    .sort(([, one], [, other]) => Number(other === own) - Number(one === own))
    .map(([name, key]) =>
      make('details', key === own ? { open: '' } : {}, make('summary', {}, name), make('ol', {}, ...text[key].map((step) => make('li', {}, step)))),
    )
}

function certificate(text: TrustWords, facts: TrustFacts): HTMLElement[] {
  if (facts.kind === 'known') return [make('p', { class: 'box' }, text.none)]
  const print = facts.fingerprint
  return [
    make('p', {}, print === null ? text.noFingerprint : text.compare),
    ...(print === null ? [] : [make('p', { class: 'print', 'data-testid': 'trust-fingerprint' }, ...print.split(/(?<=:)/).map((pair) => make('span', {}, pair)))]),
    ...(facts.name === null ? [] : [make('p', { class: 'aside' }, text.until.replace('{name}', facts.name).replace('{date}', facts.until ?? ''))]),
  ]
}

function page(language: Language, facts: TrustFacts, switchTo: (language: Language) => void): HTMLElement[] {
  const text = words[language]
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en'
  document.title = text.title
  const toggle = make('button', { type: 'button', class: 'key', lang: language === 'zh' ? 'en' : 'zh-CN', 'data-testid': 'language-toggle' }, text.other)
  toggle.addEventListener('click', () => switchTo(language === 'zh' ? 'en' : 'zh'))
  return [
    make('header', {}, ...(facts.demo ? [make('span', { class: 'demo', 'data-testid': 'demo-mark' }, text.demo)] : []), toggle),
    make('h1', {}, text.title),
    make('p', {}, text.lead),
    ...(facts.kind === 'unreachable' ? [make('p', { class: 'box', role: 'alert' }, text.failed)] : []),
    make('figure', {}, make('img', { src: '/trust/qr.svg', width: '240', height: '240', alt: text.qr.replace('{url}', facts.url), 'data-testid': 'trust-qr' }), make('figcaption', {}, text.scan, make('a', { href: facts.url, 'data-testid': 'trust-address' }, facts.url))),
    make('h2', {}, text.steps),
    make('a', { class: 'key main', href: '/ca.crt', download: 'likedong-ca.crt', 'data-testid': 'trust-certificate' }, text.certificate),
    ...certificate(text, facts),
    ...systems(text),
    make('p', {}, text.done),
    make('a', { class: 'key', href: '/pocket/' }, text.open),
    make('p', { class: 'aside' }, text.why),
  ]
}

async function start(): Promise<void> {
  const root = document.getElementById('trust')
  if (root === null) return
  const facts = await readFacts()
  const show = (language: Language) => root.replaceChildren(...page(language, facts, show))
  show(navigator.language.toLowerCase().startsWith('en') ? 'en' : 'zh')
  root.removeAttribute('aria-busy')
}

void start()
