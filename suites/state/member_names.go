package state

import "strings"

// kept are the names of members that services set themselves however the contract marks them: a value of their own there
// proves nothing.
var kept = map[string]bool{
	"id": true, "uuid": true, "guid": true, "key": true, "self": true, "href": true, "url": true, "links": true, "slug": true,
	"status": true, "state": true, "phase": true, "version": true, "revision": true, "etag": true, "rev": true,
	"created": true, "createdat": true, "createdon": true, "createdby": true, "creationdate": true,
	"updated": true, "updatedat": true, "updatedon": true, "updatedby": true, "modified": true, "modifiedat": true,
	"lastmodified": true, "lastupdated": true, "timestamp": true,
}

// secret are parts of names of members that are taken and rarely shown, even where the contract forgets to say writeOnly.
var secret = []string{"password", "passwd", "passphrase", "secret", "token", "credential", "privatekey", "apikey", "cvv", "cvc", "cardnumber"}

// hides reports whether a member is of those that are taken and not shown.
func hides(name string, s side) bool {
	if s.has("password") {
		return true
	}
	name = plainName(name)
	for _, part := range secret {
		if strings.Contains(name, part) {
			return true
		}
	}
	return false
}
