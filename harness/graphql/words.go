package graphql

import (
	"strings"
	"unicode"
)

// wordsOf splits a name as people write them, such as createOrderLine or delete_order_line. They are lower case.
func wordsOf(name string) []string {
	var list []string
	var word []rune
	end := func() {
		if len(word) > 0 {
			list = append(list, strings.ToLower(string(word)))
		}
		word = word[:0]
	}
	runes := []rune(name)
	for i, r := range runes {
		switch {
		case r == '_':
			end()
			continue
		case unicode.IsUpper(r) && i > 0 && (!unicode.IsUpper(runes[i-1]) || i+1 < len(runes) && unicode.IsLower(runes[i+1])):
			end()
		}
		word = append(word, r)
	}
	end()
	return list
}

// kebab is the name of the kind that a type's objects are.
func kebab(name string) string { return strings.Join(wordsOf(name), "-") }

// What mutations do, by the word that their name begins or ends with.
var verbs = map[string]string{
	"create": creates, "add": creates, "new": creates, "register": creates, "submit": creates, "make": creates, "post": creates,
	"open": creates, "upload": creates, "start": creates, "insert": creates, "place": creates, "write": creates, "publish": creates,
	"update": patches, "edit": patches, "set": patches, "change": patches, "patch": patches, "modify": patches, "rename": patches,
	"save": patches, "delete": deletes, "remove": deletes, "destroy": deletes, "discard": deletes, "cancel": actsOn, "close": actsOn,
}

const (
	creates = "creates"
	reads   = "reads"
	lists   = "lists"
	patches = "patches"
	deletes = "deletes"
	actsOn  = "acts on"
)

// intends reads the name of a mutation: what it does, and to a thing called what. The verb stands first, as in createOrder,
// or last, as in orderCreate.
func intends(name string) (verb string, thing []string) {
	list := wordsOf(name)
	if n := len(list); n > 2 && list[n-1] == "pk" && list[n-2] == "by" { // as Hasura writes it
		list = list[:n-2]
	} else if n > 1 && list[n-1] == "one" {
		list = list[:n-1]
	}
	if len(list) < 2 {
		return "", list
	}
	if verb = verbs[list[0]]; verb != "" {
		return verb, list[1:]
	}
	if verb = verbs[list[len(list)-1]]; verb != "" {
		return verb, list[:len(list)-1]
	}
	return "", list[1:]
}
