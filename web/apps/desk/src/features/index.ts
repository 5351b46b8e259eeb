// The features of the desk in the order of its menu.
import { duty } from './duty/feature'
import { incidents } from './incidents/feature'

export const features = [incidents, duty]
