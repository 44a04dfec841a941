package learn

import "encoding/json"

// zero is the bound of what must be positive or negative.
const zero = json.Number("0")

func makePattern(reach int) func(groups) []clause {
	return func(g groups) []clause {
		text, ok := written(g("re"))
		if !ok {
			return nil
		}
		return patternClause(text, reach)
	}
}

// makeAnchored takes a pattern without quotes, which says itself where it begins and ends.
func makeAnchored(g groups) []clause { return patternClause(g("re"), anywhere) }

func patternClause(text string, reach int) []clause {
	if re, ok := pattern(text, reach); ok {
		return []clause{{keyword: "pattern", value: re}}
	}
	return nil
}

func makeEnum(g groups) []clause { return enumClause(members(g("list"))) }

func enumClause(list []any) []clause {
	if len(list) == 0 {
		return nil
	}
	return []clause{{keyword: "enum", value: list}}
}

func makeRange(least, most string) func(groups) []clause {
	return func(g groups) []clause { return append(atLeast(least, g("low")), atMost(most, g("high"))...) }
}

func makeExactly(least, most string) func(groups) []clause {
	return func(g groups) []clause { return append(atLeast(least, g("n")), atMost(most, g("n"))...) }
}

// makeLeast and makeMost count what is said to be more or less than n as one beside it.
func makeLeast(keyword string, more int) func(groups) []clause {
	return func(g groups) []clause {
		if n, ok := count(g("n")); ok && n+more > 0 {
			return []clause{{keyword: keyword, value: n + more}}
		}
		return nil
	}
}

func makeMost(keyword string, more int) func(groups) []clause {
	return func(g groups) []clause {
		if n, ok := count(g("n")); ok && n+more >= 0 {
			return []clause{{keyword: keyword, value: n + more}}
		}
		return nil
	}
}

func makeBound(keyword string) func(groups) []clause {
	return func(g groups) []clause { return bound(keyword, g("n")) }
}

func makeFixed(keyword string, value any) func(groups) []clause {
	return func(groups) []clause { return []clause{{keyword: keyword, value: value}} }
}

func makePlaces(g groups) []clause {
	if n, ok := small(g("n")); ok {
		return []clause{{keyword: "multipleOf", value: power(n)}}
	}
	return nil
}

func makeRequired(g groups) []clause { return []clause{{keyword: "required", prop: g("prop")}} }

func makeFormat(g groups) []clause { return formatClause(g("word")) }

func formatClause(word string) []clause {
	if name := format(word); name != "" {
		return []clause{{keyword: "format", value: name}}
	}
	if name := typeOf(word); name != "" {
		return []clause{{keyword: "type", value: name}}
	}
	return nil
}

func makeType(g groups) []clause {
	if name := typeOf(g("word")); name != "" {
		return []clause{{keyword: "type", value: name}}
	}
	return nil
}

// noInput are words that end a comparison and are no names of inputs.
var noInput = set("zero", "today", "now", "null", "undefined", "true", "false", "empty", "unique", "one", "value", "it")

func makeOther(keyword string) func(groups) []clause {
	return func(g groups) []clause {
		name := g("other")
		if name == "" || noInput[fold(name)] {
			return nil
		}
		return []clause{{keyword: keyword, value: name}}
	}
}
