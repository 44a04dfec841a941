// Package git reads files of a commit out of a repository, without a checkout.
//
// It asks the git program, of which one `git cat-file --batch` answers everything: it knows every format of repository that
// the user's own git knows (worktrees, alternates, partial clones, SHA-256, reftable), where a library in Go is a heavy
// dependency that does not. Names of commits and files travel on its standard input and never among its arguments, so that
// none can be taken for a flag. Nothing is written: no index, no working tree, no object.
package git
