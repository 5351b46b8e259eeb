// A store in memory for tests.

/** Behaves like `localStorage`; `full` makes it refuse to keep anything. */
export function memorySlots(full = false): Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> {
  const slots = new Map<string, string>()
  return {
    getItem: (name) => slots.get(name) ?? null,
    setItem: (name, value) => {
      if (full) throw new DOMException('full', 'QuotaExceededError')
      slots.set(name, value)
    },
    removeItem: (name) => void slots.delete(name),
  }
}
