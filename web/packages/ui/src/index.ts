// What both pages look like: signs, spans of time; the tokens are tokens.css, the font fonts.css.
export { default as SignIcon } from './SignIcon.vue'
export { drawShape, SHAPES, type ShapeName } from './shapes'
export { hourMinute, minutesSeconds, spanParts, stationDay, STATION_ZONE, timeOfDay, wholeMinutes, type SpanPart, type SpanUnit } from './span'
