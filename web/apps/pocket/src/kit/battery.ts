// The phone's charge, which the desk sees beside a position so that a silent member is understood.

interface Battery {
  level: number
}
type WithBattery = Navigator & { getBattery?: () => Promise<Battery> }

/** Charge in whole percent, or null where the browser does not tell. */
export async function batteryPercent(): Promise<number | null> {
  const { getBattery } = navigator as WithBattery
  if (getBattery === undefined) return null
  try {
    return Math.round((await getBattery.call(navigator)).level * 100)
  } catch {
    return null
  }
}
