//go:build !unix

package container

// alive cannot be told here: only age decides.
func alive(int) bool { return true }
