package schema

import "strings"

// The date and time formats follow RFC 3339 section 5.6 and, for durations, its appendix A.

func isDateTime(text string) bool {
	return len(text) > 11 && (text[10] == 'T' || text[10] == 't') && isDate(text[:10]) && isTime(text[11:])
}

func isDate(text string) bool {
	if len(text) != 10 || text[4] != '-' || text[7] != '-' {
		return false
	}
	year, ok1 := digits(text[:4])
	month, ok2 := digits(text[5:7])
	day, ok3 := digits(text[8:])
	if !ok1 || !ok2 || !ok3 || month < 1 || month > 12 || day < 1 {
		return false
	}
	return day <= daysIn(year, month)
}

func daysIn(year, month int) int {
	switch month {
	case 4, 6, 9, 11:
		return 30
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	}
	return 31
}

// digits reads a fixed field of decimal digits.
func digits(text string) (int, bool) {
	n := 0
	for i := range len(text) {
		if text[i] < '0' || text[i] > '9' {
			return 0, false
		}
		n = n*10 + int(text[i]-'0')
	}
	return n, true
}

func isTime(text string) bool {
	if len(text) < len("00:00:00Z") || text[2] != ':' || text[5] != ':' {
		return false
	}
	hour, ok1 := digits(text[:2])
	minute, ok2 := digits(text[3:5])
	second, ok3 := digits(text[6:8])
	if !ok1 || !ok2 || !ok3 || hour > 23 || minute > 59 || second > 60 {
		return false
	}
	rest := text[8:]
	if rest[0] == '.' {
		var fraction string
		if fraction, rest = leadingDigits(rest[1:]); fraction == "" {
			return false
		}
	}
	offset, ok := zoneOffset(rest)
	if !ok {
		return false
	}
	// A leap second is added at the end of a day in UTC only (RFC 3339, 5.7).
	const day = 24 * 60
	return second < 60 || (hour*60+minute-offset+day)%day == day-1
}

// zoneOffset reads Z or ±hh:mm and gives minutes.
func zoneOffset(text string) (int, bool) {
	if text == "Z" || text == "z" {
		return 0, true
	}
	if len(text) != 6 || text[3] != ':' || (text[0] != '+' && text[0] != '-') {
		return 0, false
	}
	hours, ok1 := digits(text[1:3])
	minutes, ok2 := digits(text[4:])
	if !ok1 || !ok2 || hours > 23 || minutes > 59 {
		return 0, false
	}
	if text[0] == '-' {
		return -hours*60 - minutes, true
	}
	return hours*60 + minutes, true
}

// isDuration follows the letter of appendix A: a unit between two others cannot be left out (P1Y2D, PT1H2S).
func isDuration(text string) bool {
	text, ok := strings.CutPrefix(text, "P")
	if !ok || text == "" {
		return false
	}
	if weeks, found := strings.CutSuffix(text, "W"); found {
		_, rest := leadingDigits(weeks)
		return weeks != "" && rest == ""
	}
	date, clock, timed := strings.Cut(text, "T")
	return inUnits(date, "YMD") && inUnits(clock, "HMS") && (!timed || clock != "")
}

// inUnits reads numbers that are followed by the units, in this order. It may begin with any unit and end after any.
func inUnits(text, units string) bool {
	for first := true; text != ""; first = false {
		number, rest := leadingDigits(text)
		if number == "" || rest == "" {
			return false
		}
		i := strings.IndexByte(units, rest[0])
		if i < 0 || (i > 0 && !first) {
			return false
		}
		units, text = units[i+1:], rest[1:]
	}
	return true
}
