// Portal is one program for many small tasks of an office.
package main

import (
	"archive/tar"
	"archive/zip"
	"compress/gzip"
	"crypto/x509"
	"database/sql"
	"debug/elf"
	"encoding/csv"
	"encoding/gob"
	"encoding/json"
	"encoding/xml"
	"expvar"
	"fmt"
	"go/format"
	"go/types"
	"html/template"
	"image/jpeg"
	"image/png"
	"log"
	"math/big"
	"net/http"
	"net/rpc"
	"net/smtp"
	"os"
	texttemplate "text/template"
)

const title = "Portal 1"

// tasks are what the office wants to have done.
var tasks = map[string]any{
	"tar": tar.NewReader, "zip": zip.NewReader, "gzip": gzip.NewReader, "certificates": x509.ParseCertificate,
	"sql": sql.Open, "elf": elf.NewFile, "csv": csv.NewReader, "gob": gob.NewDecoder, "json": json.Unmarshal,
	"xml": xml.Unmarshal, "figures": expvar.NewInt, "format": format.Source, "types": types.NewPackage,
	"page": template.New, "jpeg": jpeg.Decode, "png": png.Decode, "numbers": big.NewRat, "rpc": rpc.NewServer,
	"mail": smtp.SendMail, "text": texttemplate.New,
}

func main() {
	page := template.Must(template.New("page").Parse("<h1>{{.}}</h1>"))
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		if err := page.Execute(w, title); err != nil {
			log.Print(err)
		}
	})
	fmt.Fprintln(os.Stderr, len(tasks), "tasks")
	log.Fatal(http.ListenAndServe("127.0.0.1:0", nil))
}
