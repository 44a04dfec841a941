// Package auth makes actors that sign in the ways that services ask for: bearer tokens, passwords, API keys, sessions,
// OAuth 2.0 and login requests.
//
//	alice := auth.Bearer(auth.Env("ALICE_TOKEN")).Actor("alice")
//	bob := auth.Login{
//		Path: "/login", Body: map[string]any{"user": "bob", "password": auth.Env("BOB_PASSWORD")},
//		Token: auth.Extract{From: auth.Body, At: "/token"},
//	}.Credential().Actor("bob")
//
// Secrets come from the environment or from a command, and are read when the actor signs for the first time. What a login
// gave is obtained again when it has expired.
package auth
