// Package remark says in the formats of code hosts what a run or a gate has found, remark by remark.
//
// A [Sheet] is what both have to say; [FromReport] makes one of a run. One file per format turns it into what a host shows on the
// lines of a pull request. Texts of services and contracts are hostile until a format has made them safe.
package remark
