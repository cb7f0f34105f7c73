// Go's net/http with go-redis: one INCR a request, the row out of a map.
package main

import (
	"encoding/json"
	"log"
	"net/http"
	"os"

	"github.com/redis/go-redis/v9"
)

type row struct {
	Name string `json:"name"`
	Type string `json:"type"`
}

type counted struct {
	row
	Count int64 `json:"count"`
}

type answer struct {
	StatusCode int     `json:"statusCode"`
	Data       counted `json:"data"`
}

func main() {
	rows := readRows(os.Getenv("ROWS_FILE"))
	client := redis.NewClient(&redis.Options{Addr: os.Getenv("REDIS_HOST") + ":" + os.Getenv("REDIS_PORT")})
	http.HandleFunc("GET /{name}", func(w http.ResponseWriter, r *http.Request) {
		found, ok := rows[r.PathValue("name")]
		if !ok {
			http.NotFound(w, r)
			return
		}
		count, err := client.Incr(r.Context(), "go:"+found.Name).Result()
		if err != nil {
			http.Error(w, err.Error(), http.StatusServiceUnavailable)
			return
		}
		body, err := json.MarshalIndent(answer{http.StatusOK, counted{found, count}}, "", "    ")
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		w.Write(body)
	})
	log.Fatal(http.ListenAndServe("127.0.0.1:"+os.Getenv("PORT"), nil))
}

func readRows(path string) map[string]row {
	text, err := os.ReadFile(path)
	if err != nil {
		log.Fatal(err)
	}
	var list []row
	if err := json.Unmarshal(text, &list); err != nil {
		log.Fatal(err)
	}
	rows := make(map[string]row, len(list))
	for _, one := range list {
		rows[one.Name] = one
	}
	return rows
}
