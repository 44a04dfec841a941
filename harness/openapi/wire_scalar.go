package openapi

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

var (
	errNull  = errors.New("null has no form outside JSON")
	errUTF8  = errors.New("the text is not UTF-8")
	errEmpty = errors.New("an empty array or object cannot be told from none")
)

// scalarText writes a value that is neither an array nor an object.
func scalarText(v any) (string, error) {
	switch v := v.(type) {
	case string:
		if !utf8.ValidString(v) {
			return "", errUTF8
		}
		return v, nil
	case json.Number:
		return v.String(), nil
	case bool:
		return strconv.FormatBool(v), nil
	case nil:
		return "", errNull
	case []any, map[string]any:
		return "", errors.New("arrays and objects cannot be nested here")
	}
	text, err := appendJSON(nil, v)
	return string(text), err
}

// Ways to read text that can mean more than one value. The first that the schema accepts counts.
const (
	wayPlain = iota // a number is a number
	wayText         // whatever may be text is text
	wayList         // one value is a list of one
	ways            // how many there are
)

// decoder makes values of text.
type decoder struct {
	way       int
	ambiguous bool   // another way would have given another value
	unsure    string // why the contract does not say what the text means
	unread    bool   // there is no value to judge
}

// doubt notes the first reason only: it is enough for not judging.
func (d *decoder) doubt(format string, args ...any) {
	if d.unsure == "" {
		d.unsure = fmt.Sprintf(format, args...)
	}
}

// giveUp says why the bytes cannot be read at all.
func (d *decoder) giveUp(format string, args ...any) {
	d.doubt(format, args...)
	d.unread = true
}

// scalar reads text as the type that the guide allows. Text that is of no allowed type stays text, and the schema then says
// that its type is wrong.
func (d *decoder) scalar(text string, g *guide) any {
	k := g.kinds
	if !utf8.ValidString(text) {
		d.doubt("a value is not UTF-8")
	}
	if k&kindString != 0 && (d.way == wayText || k&(kindNumber|kindBoolean) == 0) {
		return text
	}
	if k&kindNumber != 0 && isNumber(text) {
		if k&kindString != 0 {
			d.ambiguous = true
		}
		if k&kindFraction == 0 && !isInteger(text) && isIntegral(text) {
			d.doubt("whether %q is the text of an integer is not defined", clip(text))
		}
		return json.Number(text)
	}
	if k&kindBoolean != 0 && (text == "true" || text == "false") {
		if k&kindString != 0 {
			d.ambiguous = true
		}
		return text == "true"
	}
	if k&kindString == 0 {
		d.loose(text, k)
	}
	return text
}

// loose doubts text that is not of its type by the letter of JSON, and that servers accept all the same.
func (d *decoder) loose(text string, k kinds) {
	switch {
	case text == "":
		d.doubt("whether an empty value is a value is not defined")
	case text == "null" && k&kindNull != 0:
		d.doubt("whether the text null is null is not defined")
	case k&kindNumber != 0 && looseNumber(text):
		d.doubt("whether %q is the text of a number is not defined", clip(text))
	case k&kindBoolean != 0 && looseBool(text):
		d.doubt("whether %q is the text of a boolean is not defined", clip(text))
	}
}

func looseNumber(text string) bool {
	text = strings.TrimSpace(text)
	if _, err := strconv.ParseFloat(text, 64); err == nil || errors.Is(err, strconv.ErrRange) {
		return true
	}
	_, err := strconv.ParseInt(text, 0, 64)
	return err == nil || errors.Is(err, strconv.ErrRange)
}

func looseBool(text string) bool {
	switch strings.ToLower(strings.TrimSpace(text)) {
	case "1", "0", "t", "f", "true", "false", "yes", "no", "on", "off", "y", "n":
		return true
	}
	return false
}

// isInteger reports whether a JSON number is written without fraction and exponent.
func isInteger(text string) bool { return !strings.ContainsAny(text, ".eE") }

// isIntegral reports whether a JSON number with a fraction or exponent is a whole number all the same, as 1.0 and 1e3 are.
// It looks at digits and computes nothing: exponents can be huge.
func isIntegral(text string) bool {
	mantissa, exponent, has := strings.Cut(strings.ToLower(text), "e")
	whole, fraction, _ := strings.Cut(strings.TrimPrefix(mantissa, "-"), ".")
	significant := strings.TrimLeft(whole+fraction, "0")
	if significant == "" {
		return true
	}
	shift := 0
	if has {
		var err error
		if shift, err = strconv.Atoi(exponent); err != nil {
			return !strings.HasPrefix(exponent, "-")
		}
	}
	zeros := len(significant) - len(strings.TrimRight(significant, "0"))
	return shift-len(fraction)+zeros >= 0
}

// list reads the elements of an array.
func (d *decoder) list(texts []string, g *guide) []any {
	out := make([]any, len(texts))
	for i, text := range texts {
		out[i] = d.scalar(text, g.item(i))
	}
	return out
}

// pairs reads the members of an object from names and values.
func (d *decoder) pairs(texts []string, g *guide) map[string]any {
	out := map[string]any{}
	for i := 0; i+1 < len(texts); i += 2 {
		d.put(out, texts[i], texts[i+1], g)
	}
	if len(texts)%2 == 1 {
		d.doubt("an object has a name without a value")
	}
	return out
}

func (d *decoder) put(out map[string]any, name, text string, g *guide) {
	if _, twice := out[name]; twice {
		d.doubt("%q is given twice", clip(name))
	}
	out[name] = d.scalar(text, g.property(name))
}

// shape decides what a value that could be more than one shape is read as.
func (d *decoder) shape(k kinds) kinds {
	switch {
	case k&kindScalar == 0 && k&kindArray != 0:
		return kindArray
	case k&kindScalar == 0 && k&kindObject != 0:
		return kindObject
	case k&kindArray != 0 && k != kindAny:
		d.ambiguous = true
		if d.way == wayList {
			return kindArray
		}
	}
	return kindScalar
}
