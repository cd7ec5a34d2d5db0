import{n as e}from"./rolldown-runtime-WkwZ5CU-.js";import{C as t,F as n,R as r,a as i,f as a,g as o,h as s,n as c,p as l,u}from"./index-CcHDbiag.js";import{a as d,i as f}from"./useFootage-CXXhJgBP.js";import{t as p}from"./ErrorNote-HMK8au3U.js";import{n as m,t as h}from"./TimeText-BdbU8K-f.js";import{t as g}from"./useStream-D4-dXvZx.js";function _(e,t){return t}var v={answer:`_answer_4m10a_1`,question:`_question_4m10a_2`,writing:`_writing_4m10a_3`,lost:`_lost_4m10a_4`,degraded:`_degraded_4m10a_4`,warning:`_warning_4m10a_5`,verdict:`_verdict_4m10a_6`,not_examined:`_not_examined_4m10a_7`,failed:`_failed_4m10a_8`,tools:`_tools_4m10a_9`};function y(e,t){let n=[],r=0;for(let i of e.matchAll(/\[(\d+(?:\s*,\s*\d+)*)\]/g)){let a=(i[1]??``).split(`,`).map(Number);a.every(e=>t.includes(e))&&(i.index>r&&n.push(e.slice(r,i.index)),n.push(...a.map(e=>({number:e}))),r=i.index+i[0].length)}return r<e.length&&n.push(e.slice(r)),n}var b={text:`_text_1iemo_1`,mark:`_mark_1iemo_2`},x=o();function S({text:e,numbers:t,onCite:n}){let r=s();return(0,x.jsx)(`p`,{className:b.text,children:y(e,t).map((e,t)=>typeof e==`string`?e:(0,x.jsx)(`button`,{type:`button`,className:b.mark,"aria-label":r(`ask-citation`,{number:e.number,what:``}),onClick:()=>n(e.number),children:e.number},t))})}var C={list:`_list_1q6s8_1`,card:`_card_1q6s8_2`,shown:`_shown_1q6s8_4`,picture:`_picture_1q6s8_5`,number:`_number_1q6s8_6`,verified:`_verified_1q6s8_7`,refuted:`_refuted_1q6s8_8`,unsure:`_unsure_1q6s8_9`},w=i(`
  fragment CitationCard on Citation {
    number
    startSeconds
    endSeconds
    timecode
    occurredAt
    verification
    frameUrl
    event {
      id
      type
    }
    video {
      id
      name
      camera
      timezone
    }
  }
`);function T(e){let{video:t,startSeconds:n,endSeconds:r,frameUrl:i,event:a,number:o}=_(w,e);return{key:`${t.id} ${String(o)}`,videoId:t.id,eventId:a?.id??null,startSeconds:n,endSeconds:r,frameUrl:i}}function E({citations:e,moment:t,onMoment:n}){let r=s();return(0,x.jsx)(`section`,{"aria-label":r(`ask-citations`),children:(0,x.jsx)(`ul`,{className:C.list,children:e.map(e=>(0,x.jsx)(`li`,{children:(0,x.jsx)(D,{citation:e,isShown:t?.key===T(e).key,onShow:()=>n(T(e))})},e.number))})})}function D({citation:e,isShown:t,onShow:n}){let r=s(),{number:i,event:a,video:o,occurredAt:c,timecode:l,verification:u,frameUrl:d}=_(w,e),p=a?r(`type-${a.type.toLowerCase()}`):o.name;return(0,x.jsxs)(`button`,{type:`button`,className:`${C.card} ${t?C.shown:``}`,"aria-pressed":t,"aria-label":`${r(`ask-citation`,{number:i,what:p})}, ${l}, ${o.camera??o.name}`,onClick:n,children:[(0,x.jsxs)(`span`,{className:C.picture,children:[(0,x.jsx)(f,{url:d,alt:``}),(0,x.jsx)(`span`,{className:C.number,children:i})]}),(0,x.jsx)(`strong`,{children:p}),(0,x.jsxs)(`span`,{className:`soft small`,children:[(0,x.jsx)(h,{at:c,zone:o.timezone,timecode:l}),` · `,o.camera??o.name]}),u!==`NOT_LOOKED_AT`&&(0,x.jsx)(`span`,{className:`small ${C[u.toLowerCase()]??``}`,children:r(`verification-${u.toLowerCase()}`)})]})}var O={note:`_note_1ha6s_1`,loud:`_loud_1ha6s_2`,types:`_types_1ha6s_4`},k=i(`
  fragment CoverageNote on Coverage {
    videosConsidered
    videosAnalyzed
    secondsAnalyzed
    eventsConsidered
    from
    to
    gapCount
    moments
    momentsLooked
    notExamined
    partlyExamined
  }
`);function A({coverage:e,isAboutIt:t}){let n=s(),r=_(k,e),i=[n(`ask-looked-videos`,{analyzed:r.videosAnalyzed,considered:r.videosConsidered}),n(`ask-looked-seconds`,{duration:m(r.secondsAnalyzed)}),n(`ask-looked-events`,{count:r.eventsConsidered}),...r.gapCount>0?[n(`ask-looked-gaps`,{count:r.gapCount})]:[],...r.moments>0?[n(`ask-looked-moments`,{looked:r.momentsLooked,all:r.moments})]:[]];return(0,x.jsxs)(`section`,{className:`${O.note} ${t?O.loud:``}`,children:[(0,x.jsxs)(`div`,{children:[(0,x.jsx)(`h3`,{children:n(`ask-looked`)}),r.videosConsidered===0?(0,x.jsx)(`p`,{children:n(`ask-looked-none`)}):(0,x.jsxs)(`p`,{children:[i.join(` · `),r.from&&(0,x.jsxs)(x.Fragment,{children:[` · `,(0,x.jsx)(h,{at:r.from}),` – `,(0,x.jsx)(h,{at:r.to})]})]})]}),(0,x.jsx)(j,{title:n(`ask-not-examined`),types:r.notExamined,about:n(`ask-not-examined-about`)}),(0,x.jsx)(j,{title:n(`ask-partly-examined`),types:r.partlyExamined,about:n(`ask-not-examined-about`)})]})}function j({title:e,types:t,about:n}){let r=s();return t.length===0?null:(0,x.jsxs)(`div`,{children:[(0,x.jsx)(`h3`,{children:e}),(0,x.jsx)(`ul`,{className:O.types,children:t.map(e=>(0,x.jsx)(`li`,{children:r(`type-${e.toLowerCase()}`)},e))}),(0,x.jsx)(`p`,{className:`soft small`,children:n})]})}var M=i(`
  query AskSession($id: ID!) {
    promptSession(id: $id) {
      id
      title
      status
      histories(last: 30) {
        edges {
          node {
            id
            ...Answer
          }
        }
      }
    }
  }
`),N=i(`
  query AskHistory($id: ID!) {
    promptHistory(id: $id) {
      id
      ...Answer
    }
  }
`),P=i(`
  subscription AskProgress($id: ID!, $after: Int) {
    promptProgress(promptHistoryId: $id, afterSequence: $after) {
      sequence
      status
      stage
      textDelta
    }
  }
`),F=i(`
  mutation AskCancel($id: ID!) {
    cancelPrompt(promptHistoryId: $id) {
      history {
        id
        status
      }
      userErrors {
        code
        message
      }
    }
  }
`),I=i(`
  mutation AskRate($id: ID!, $rating: Rating!, $comment: String) {
    ratePrompt(promptHistoryId: $id, rating: $rating, comment: $comment) {
      history {
        id
        rating
      }
      userErrors {
        code
        message
      }
    }
  }
`),L=i(`
  query AskHow($id: ID!) {
    promptHistory(id: $id) {
      id
      generatedSql
      methods
      table {
        columns
        rows
        truncated
      }
    }
  }
`),R=e(r(),1),z={sql:`_sql_1ow2q_1`,scroll:`_scroll_1ow2q_2`,table:`_table_1ow2q_3`};function B({id:e}){let t=s(),[n,r]=(0,R.useState)(!1);return(0,x.jsxs)(x.Fragment,{children:[(0,x.jsx)(l,{kind:`quiet`,small:!0,onClick:()=>r(!0),children:t(`ask-sql`)}),(0,x.jsx)(c,{open:n,onOpenChange:r,title:t(`ask-sql`),children:n&&(0,x.jsx)(V,{id:e})})]})}function V({id:e}){let n=s(),{data:r,error:i,refetch:a}=t(L,{variables:{id:e}});if(i)return(0,x.jsx)(p,{error:i,onRetry:()=>void a()});let o=r?.promptHistory;if(!o)return(0,x.jsx)(u,{});let c=o.methods.map(e=>n(`ask-method-${e.toLowerCase()}`)).join(`, `);return(0,x.jsxs)(x.Fragment,{children:[o.generatedSql===null?(0,x.jsx)(`p`,{children:n(`ask-sql-none`,{methods:c})}):(0,x.jsx)(`pre`,{className:z.sql,tabIndex:0,children:o.generatedSql}),o.table&&(0,x.jsxs)(`div`,{className:z.scroll,tabIndex:0,role:`region`,"aria-label":n(`ask-sql`),children:[(0,x.jsxs)(`table`,{className:z.table,children:[(0,x.jsx)(`thead`,{children:(0,x.jsx)(`tr`,{children:o.table.columns.map(e=>(0,x.jsx)(`th`,{children:e},e))})}),(0,x.jsx)(`tbody`,{children:o.table.rows.map((e,t)=>(0,x.jsx)(`tr`,{children:e.map((e,t)=>(0,x.jsx)(`td`,{children:typeof e==`string`?e:JSON.stringify(e)},t))},t))})]}),o.table.truncated&&(0,x.jsx)(`p`,{className:`soft small`,children:n(`ask-table-cut`)})]})]})}var H={rate:`_rate_1rfr8_1`,on:`_on_1rfr8_2`,form:`_form_1rfr8_3`};function U({id:e,rating:t}){let n=s(),[r,{error:i,data:o}]=d(I),[c,u]=(0,R.useState)(!1),[f,m]=(0,R.useState)(``),[h,g]=(0,R.useState)(!1),_=async(t,n)=>{let i=await r({variables:{id:e,rating:t,comment:n}}).catch(()=>null);g(i?.data?.ratePrompt.userErrors.length===0)};return(0,x.jsxs)(`div`,{className:H.rate,children:[(0,x.jsxs)(l,{kind:`quiet`,small:!0,"aria-pressed":t===`UP`,className:t===`UP`?H.on:``,onClick:()=>void _(`UP`,null),children:[(0,x.jsx)(a,{name:`up`,size:18}),(0,x.jsx)(`span`,{className:`hidden`,children:n(`ask-rate-up`)})]}),(0,x.jsxs)(l,{kind:`quiet`,small:!0,"aria-pressed":t===`DOWN`,className:t===`DOWN`?H.on:``,onClick:()=>{_(`DOWN`,null),u(!0)},children:[(0,x.jsx)(a,{name:`down`,size:18}),(0,x.jsx)(`span`,{className:`hidden`,children:n(`ask-rate-down`)})]}),c&&(0,x.jsxs)(`form`,{className:H.form,onSubmit:e=>{e.preventDefault(),_(`DOWN`,f.trim()||null).then(()=>u(!1))},children:[(0,x.jsx)(`input`,{"aria-label":n(`ask-rate-what`),placeholder:n(`ask-rate-what`),value:f,maxLength:1e3,onChange:e=>m(e.target.value),autoFocus:!0}),(0,x.jsx)(l,{small:!0,type:`submit`,children:n(`ask-rate-send`)})]}),h&&!c&&(0,x.jsx)(`span`,{className:`soft small`,role:`status`,children:n(`ask-rate-thanks`)}),i&&(0,x.jsx)(p,{error:i}),o?.ratePrompt.userErrors.map(e=>(0,x.jsx)(p,{error:e.message},e.code))]})}var W={stages:`_stages_1rncz_1`,done:`_done_1rncz_4`,now:`_now_1rncz_5`,pulse:`_pulse_1rncz_6`},G=[`PLANNING`,`SEARCHING`,`RERANKING`,`LOOKING`,`WRITING`];function K({stage:e}){let t=s(),n=G.indexOf(e);return(0,x.jsxs)(`div`,{className:W.stages,children:[(0,x.jsxs)(`p`,{role:`status`,children:[t(`ask-stage-${e.toLowerCase()}`),` …`]}),(0,x.jsx)(`ol`,{"aria-hidden":`true`,children:G.map((e,t)=>(0,x.jsx)(`li`,{className:t<n?W.done:t===n?W.now:``},e))})]})}function q(e){return e===`QUEUED`||e===`RUNNING`}function J(e,t,n){return(n||t.stage===`QUEUED`?``:e)+t.textDelta}function Y(e,t){let r=n(),[i,a]=(0,R.useState)({stage:`QUEUED`,text:``}),[o,s]=(0,R.useState)(null),[c,l]=(0,R.useState)(null),u=g({query:P,subject:e,variables:q(t)?t=>({id:e,after:t?.promptProgress.sequence??null}):null,next:({promptProgress:e})=>{a(t=>({stage:e.stage,text:J(t.text,e,c===null)})),l(e.sequence)},complete:()=>{r.query({query:N,variables:{id:e},fetchPolicy:`network-only`}).catch(s)},fail:s});return q(t)?{...i,isUp:u,failure:o}:null}var X=i(`
  fragment Answer on PromptHistory {
    id
    prompt
    status
    response
    interpretation
    notUnderstood
    degraded
    rating
    error {
      code
      message
    }
    citations {
      number
      ...CitationCard
    }
    coverage {
      ...CoverageNote
    }
  }
`);function Z({history:e,moment:t,onMoment:n,onAsk:r}){let i=s(),a=_(X,e),o=Y(a.id,a.status),[c,u]=d(F),f=e=>{let t=a.citations.find(t=>t.number===e);t&&n(T(t))};return(0,x.jsxs)(`article`,{className:v.answer,"aria-label":a.prompt,children:[(0,x.jsx)(`p`,{className:v.question,children:a.prompt}),o?(0,x.jsxs)(`div`,{className:v.writing,"aria-busy":`true`,children:[(0,x.jsx)(K,{stage:o.stage}),!o.isUp&&(0,x.jsx)(`p`,{className:v.lost,children:i(`ask-lost-line`)}),o.failure!==null&&(0,x.jsx)(p,{error:o.failure}),o.text&&(0,x.jsx)(S,{text:o.text,numbers:[],onCite:f}),(0,x.jsx)(l,{small:!0,disabled:u.loading,onClick:()=>void c({variables:{id:a.id}}),children:i(`ask-stop`)}),u.error&&(0,x.jsx)(p,{error:u.error})]}):(0,x.jsx)(Q,{answer:a,moment:t,onMoment:n,onCite:f,onAsk:r})]})}function Q({answer:e,moment:t,onMoment:n,onCite:r,onAsk:i}){let o=s();return(0,x.jsxs)(x.Fragment,{children:[(0,x.jsx)($,{status:e.status}),e.notUnderstood.length>0&&(0,x.jsxs)(`div`,{className:v.warning,role:`note`,children:[(0,x.jsxs)(`strong`,{children:[o(`ask-not-understood`),`: `,e.notUnderstood.map(e=>`“${e}”`).join(`, `)]}),(0,x.jsx)(`p`,{children:o(`ask-not-understood-about`)})]}),e.response!==null&&(0,x.jsx)(S,{text:e.response,numbers:e.citations.map(e=>e.number),onCite:r}),e.error&&(0,x.jsx)(p,{error:e.error.message,onRetry:e.status===`FAILED`?()=>i(e.prompt):void 0}),e.citations.length>0&&(0,x.jsx)(E,{citations:e.citations,moment:t,onMoment:n}),e.status!==`FAILED`&&e.status!==`CANCELLED`&&(0,x.jsxs)(x.Fragment,{children:[(0,x.jsx)(A,{coverage:e.coverage,isAboutIt:e.status===`NOT_EXAMINED`}),e.interpretation!==null&&(0,x.jsxs)(`p`,{className:`soft small`,children:[o(`ask-understood`),`: `,e.interpretation]}),e.degraded.length>0&&(0,x.jsxs)(`p`,{className:v.degraded,children:[(0,x.jsx)(a,{name:`warning`,size:16}),` `,o(`ask-degraded`,{what:e.degraded.join(`, `)})]}),(0,x.jsxs)(`div`,{className:v.tools,children:[(0,x.jsx)(U,{id:e.id,rating:e.rating}),(0,x.jsx)(B,{id:e.id})]})]})]})}function $({status:e}){let t=s(),n={NOT_FOUND:`ask-not-found`,NOT_EXAMINED:`ask-not-examined-status`,CANCELLED:`ask-cancelled`,FAILED:`ask-failed`}[e];return n===void 0?null:(0,x.jsx)(`p`,{className:`${v.verdict} ${v[e.toLowerCase()]??``}`,children:t(n)})}export{_ as i,M as n,S as r,Z as t};