/** The calendar lives with the rules, because constructs reckon with days too. */
export {
  civilDate,
  dayNumber,
  daysInMonth,
  MINUTES_PER_DAY,
  matchingDays,
  weekdayOf,
} from "../../constructs/rules/civil-days";
