package graph

import (
	"strings"
	"unicode"
)

// abbreviations are written as words of their own, so that orderID is an order's id.
var abbreviations = strings.NewReplacer("IDs", "Ids", "ID", "Id", "UUID", "Uuid", "URL", "Url")

// words splits a name as people write them: camelCase, snake_case, kebab-case, dotted. They are lower case.
func words(name string) []string {
	name = abbreviations.Replace(name)
	var list []string
	var word []rune
	end := func() {
		if len(word) > 0 {
			list = append(list, strings.ToLower(string(word)))
			word = word[:0]
		}
	}
	runes := []rune(name)
	for i, r := range runes {
		switch {
		case !unicode.IsLetter(r) && !unicode.IsDigit(r):
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

// flat is a name without its manner of writing.
func flat(name string) string { return strings.Join(words(name), "") }

// one is a name in the singular, as the name of a kind.
func one(name string) string {
	list := words(name)
	if len(list) == 0 {
		return ""
	}
	list[len(list)-1] = singular(list[len(list)-1])
	return strings.Join(list, "-")
}

// oneFlat is one without its hyphens.
func oneFlat(name string) string { return strings.ReplaceAll(one(name), "-", "") }

// odd are plurals that the rules of singular would get wrong.
var odd = map[string]string{
	"people": "person", "children": "child", "indices": "index", "caches": "cache", "aliases": "alias", "movies": "movie",
	"cookies": "cookie", "matrices": "matrix", "vertices": "vertex", "men": "man", "women": "woman", "biases": "bias",
	"axes": "axis", "analyses": "analysis", "statuses": "status", "series": "series", "news": "news", "gas": "gas",
	"buses": "bus", "lies": "lie", "ties": "tie", "pies": "pie", "dies": "die", "heroes": "hero", "ids": "id", "dns": "dns",
	"kubernetes": "kubernetes", "sms": "sms", "aws": "aws", "https": "https", "tls": "tls", "viruses": "virus", "campuses": "campus",
}

func singular(word string) string {
	if s, ok := odd[word]; ok {
		return s
	}
	has := func(suffix string) bool { return strings.HasSuffix(word, suffix) && len(word) > len(suffix)+1 }
	switch {
	case has("statuses"), has("aliases"):
		return word[:len(word)-2]
	case has("ies"):
		return word[:len(word)-3] + "y"
	case has("sses"), has("ches"), has("shes"), has("xes"), has("zzes"):
		return word[:len(word)-2]
	case has("ss"), has("us"), has("is"), !has("s"):
		return word
	}
	return word[:len(word)-1]
}

// suffixes are the last words of names that name something else than the thing itself.
var suffixes = map[string]bool{
	"id": true, "uuid": true, "guid": true, "name": true, "slug": true, "number": true, "key": true, "code": true, "login": true,
	"sha": true, "identifier": true, "handle": true, "no": true, "num": true, "username": true, "uid": true, "gid": true,
}

// stem splits the name of a key: team_slug is the slug of a team, orderId the id of an order, repo just a repo.
func stem(key, word string) (thing, suffix string) {
	list := words(key)
	if len(list) == 0 {
		return "", ""
	}
	last := list[len(list)-1]
	if len(list) == 1 {
		if suffixes[last] && last != "username" {
			return "", last
		}
		if last == "username" {
			return "user", "name"
		}
		if rest, ok := strings.CutPrefix(last, word); ok && word != "" && suffixes[rest] {
			return word, rest
		}
		return last, ""
	}
	if suffixes[last] {
		return strings.Join(list[:len(list)-1], ""), last
	}
	return strings.Join(list, ""), ""
}
