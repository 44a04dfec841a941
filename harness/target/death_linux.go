package target

import "syscall"

// dieWithUs has the kernel kill the process when we are killed ourselves and cannot do it.
func dieWithUs(a *syscall.SysProcAttr) { a.Pdeathsig = syscall.SIGKILL }
