//go:build !unix

package target

import "os/exec"

// leadGroup does nothing here: only the process itself is ended.
func leadGroup(*exec.Cmd) {}

func askGroup(cmd *exec.Cmd) { _ = cmd.Process.Kill() }

func killGroup(cmd *exec.Cmd) { _ = cmd.Process.Kill() }
