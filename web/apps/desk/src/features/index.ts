// The features of the desk in the order of its menu.
import { duty } from './duty/feature'
import { incidents } from './incidents/feature'
import { notices } from './notices/feature'
import { inbox } from './records/feature'

export const features = [incidents, duty, notices, inbox]
