import{n as e}from"./rolldown-runtime-WkwZ5CU-.js";import{ht as t,o as n,ot as r,p as i,r as a,s as o,t as s}from"./gql-CNhOEkYV.js";import{a as c,i as l}from"./useFootage-DiBduD9I.js";import{l as u,n as d,u as f}from"./index-THspMjen.js";import{t as p}from"./ErrorNote-BUykF4kj.js";import{n as m,t as h}from"./TimeText-CLAFhdAA.js";import{t as g}from"./useStream-Qr_8AGg2.js";function _(e,t){return t}var v={answer:`_answer_4m10a_1`,question:`_question_4m10a_2`,writing:`_writing_4m10a_3`,lost:`_lost_4m10a_4`,degraded:`_degraded_4m10a_4`,warning:`_warning_4m10a_5`,verdict:`_verdict_4m10a_6`,not_examined:`_not_examined_4m10a_7`,failed:`_failed_4m10a_8`,tools:`_tools_4m10a_9`};function y(e,t){let n=[],r=0;for(let i of e.matchAll(/\[(\d+(?:\s*,\s*\d+)*)\]/g)){let a=(i[1]??``).split(`,`).map(Number);a.every(e=>t.includes(e))&&(i.index>r&&n.push(e.slice(r,i.index)),n.push(...a.map(e=>({number:e}))),r=i.index+i[0].length)}return r<e.length&&n.push(e.slice(r)),n}var b={text:`_text_1iemo_1`,mark:`_mark_1iemo_2`},x=o();function S({text:e,numbers:t,onCite:r}){let i=n();return(0,x.jsx)(`p`,{className:b.text,children:y(e,t).map((e,t)=>typeof e==`string`?e:(0,x.jsx)(`button`,{type:`button`,className:b.mark,"aria-label":i(`ask-citation`,{number:e.number,what:``}),onClick:()=>r(e.number),children:e.number},t))})}var C={list:`_list_1q6s8_1`,card:`_card_1q6s8_2`,shown:`_shown_1q6s8_4`,picture:`_picture_1q6s8_5`,number:`_number_1q6s8_6`,verified:`_verified_1q6s8_7`,refuted:`_refuted_1q6s8_8`,unsure:`_unsure_1q6s8_9`},w=s(`
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
`);function T(e){let{video:t,startSeconds:n,endSeconds:r,frameUrl:i,event:a,number:o}=_(w,e);return{key:`${t.id} ${String(o)}`,videoId:t.id,eventId:a?.id??null,startSeconds:n,endSeconds:r,frameUrl:i}}function E({citations:e,moment:t,onMoment:r}){let i=n();return(0,x.jsx)(`section`,{"aria-label":i(`ask-citations`),children:(0,x.jsx)(`ul`,{className:C.list,children:e.map(e=>(0,x.jsx)(`li`,{children:(0,x.jsx)(D,{citation:e,isShown:t?.key===T(e).key,onShow:()=>r(T(e))})},e.number))})})}function D({citation:e,isShown:t,onShow:r}){let i=n(),{number:a,event:o,video:s,occurredAt:c,timecode:u,verification:d,frameUrl:f}=_(w,e),p=o?i(`type-${o.type.toLowerCase()}`):s.name;return(0,x.jsxs)(`button`,{type:`button`,className:`${C.card} ${t?C.shown:``}`,"aria-pressed":t,"aria-label":`${i(`ask-citation`,{number:a,what:p})}, ${u}, ${s.camera??s.name}`,onClick:r,children:[(0,x.jsxs)(`span`,{className:C.picture,children:[(0,x.jsx)(l,{url:f,alt:``}),(0,x.jsx)(`span`,{className:C.number,children:a})]}),(0,x.jsx)(`strong`,{children:p}),(0,x.jsxs)(`span`,{className:`soft small`,children:[(0,x.jsx)(h,{at:c,zone:s.timezone,timecode:u}),` · `,s.camera??s.name]}),d!==`NOT_LOOKED_AT`&&(0,x.jsx)(`span`,{className:`small ${C[d.toLowerCase()]??``}`,children:i(`verification-${d.toLowerCase()}`)})]})}var O={note:`_note_1ha6s_1`,loud:`_loud_1ha6s_2`,types:`_types_1ha6s_4`},k=s(`
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
`);function A({coverage:e,isAboutIt:t,zone:r}){let i=n(),a=_(k,e),o=[i(`ask-looked-videos`,{analyzed:a.videosAnalyzed,considered:a.videosConsidered}),i(`ask-looked-seconds`,{duration:m(a.secondsAnalyzed)}),i(`ask-looked-events`,{count:a.eventsConsidered}),...a.gapCount>0?[i(`ask-looked-gaps`,{count:a.gapCount})]:[],...a.moments>0?[i(`ask-looked-moments`,{looked:a.momentsLooked,all:a.moments})]:[]];return(0,x.jsxs)(`section`,{className:`${O.note} ${t?O.loud:``}`,children:[(0,x.jsxs)(`div`,{children:[(0,x.jsx)(`h3`,{children:i(`ask-looked`)}),a.videosConsidered===0?(0,x.jsx)(`p`,{children:i(`ask-looked-none`)}):(0,x.jsxs)(`p`,{children:[o.join(` · `),a.from&&(0,x.jsxs)(x.Fragment,{children:[` · `,(0,x.jsx)(h,{at:a.from,zone:r}),` – `,(0,x.jsx)(h,{at:a.to,zone:r})]})]})]}),(0,x.jsx)(j,{title:i(`ask-not-examined`),types:a.notExamined,about:i(`ask-not-examined-about`)}),(0,x.jsx)(j,{title:i(`ask-partly-examined`),types:a.partlyExamined,about:i(`ask-not-examined-about`)})]})}function j({title:e,types:t,about:r}){let i=n();return t.length===0?null:(0,x.jsxs)(`div`,{children:[(0,x.jsx)(`h3`,{children:e}),(0,x.jsx)(`ul`,{className:O.types,children:t.map(e=>(0,x.jsx)(`li`,{children:i(`type-${e.toLowerCase()}`)},e))}),(0,x.jsx)(`p`,{className:`soft small`,children:r})]})}var M=s(`
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
`),N=s(`
  query AskHistory($id: ID!) {
    promptHistory(id: $id) {
      id
      ...Answer
    }
  }
`),P=s(`
  subscription AskProgress($id: ID!, $after: Int) {
    promptProgress(promptHistoryId: $id, afterSequence: $after) {
      sequence
      status
      stage
      textDelta
    }
  }
`),F=s(`
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
`),I=s(`
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
`),L=s(`
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
`),R=e(t(),1),z={sql:`_sql_1ow2q_1`,scroll:`_scroll_1ow2q_2`,table:`_table_1ow2q_3`};function B({id:e}){let t=n(),[r,i]=(0,R.useState)(!1);return(0,x.jsxs)(x.Fragment,{children:[(0,x.jsx)(a,{kind:`quiet`,small:!0,onClick:()=>i(!0),children:t(`ask-sql`)}),(0,x.jsx)(d,{open:r,onOpenChange:i,title:t(`ask-sql`),children:r&&(0,x.jsx)(V,{id:e})})]})}function V({id:e}){let t=n(),{data:r,error:a,refetch:o}=i(L,{variables:{id:e}});if(a)return(0,x.jsx)(p,{error:a,onRetry:()=>void o()});let s=r?.promptHistory;if(!s)return(0,x.jsx)(u,{});let c=s.methods.map(e=>t(`ask-method-${e.toLowerCase()}`)).join(`, `);return(0,x.jsxs)(x.Fragment,{children:[s.generatedSql===null?(0,x.jsx)(`p`,{children:t(`ask-sql-none`,{methods:c})}):(0,x.jsx)(`pre`,{className:z.sql,tabIndex:0,children:s.generatedSql}),s.table&&(0,x.jsxs)(`div`,{className:z.scroll,tabIndex:0,role:`region`,"aria-label":t(`ask-sql`),children:[(0,x.jsxs)(`table`,{className:z.table,children:[(0,x.jsx)(`thead`,{children:(0,x.jsx)(`tr`,{children:s.table.columns.map(e=>(0,x.jsx)(`th`,{children:e},e))})}),(0,x.jsx)(`tbody`,{children:s.table.rows.map((e,t)=>(0,x.jsx)(`tr`,{children:e.map((e,t)=>(0,x.jsx)(`td`,{children:typeof e==`string`?e:JSON.stringify(e)},t))},t))})]}),s.table.truncated&&(0,x.jsx)(`p`,{className:`soft small`,children:t(`ask-table-cut`)})]})]})}var H={rate:`_rate_1rfr8_1`,on:`_on_1rfr8_2`,form:`_form_1rfr8_3`};function U({id:e,rating:t}){let r=n(),[i,{error:o,data:s}]=c(I),[l,u]=(0,R.useState)(!1),[d,m]=(0,R.useState)(``),[h,g]=(0,R.useState)(!1),_=async(t,n)=>{let r=await i({variables:{id:e,rating:t,comment:n}}).catch(()=>null);g(r?.data?.ratePrompt.userErrors.length===0)};return(0,x.jsxs)(`div`,{className:H.rate,children:[(0,x.jsxs)(a,{kind:`quiet`,small:!0,"aria-pressed":t===`UP`,className:t===`UP`?H.on:``,onClick:()=>void _(`UP`,null),children:[(0,x.jsx)(f,{name:`up`,size:18}),(0,x.jsx)(`span`,{className:`hidden`,children:r(`ask-rate-up`)})]}),(0,x.jsxs)(a,{kind:`quiet`,small:!0,"aria-pressed":t===`DOWN`,className:t===`DOWN`?H.on:``,onClick:()=>{_(`DOWN`,null),u(!0)},children:[(0,x.jsx)(f,{name:`down`,size:18}),(0,x.jsx)(`span`,{className:`hidden`,children:r(`ask-rate-down`)})]}),l&&(0,x.jsxs)(`form`,{className:H.form,onSubmit:e=>{e.preventDefault(),_(`DOWN`,d.trim()||null).then(()=>u(!1))},children:[(0,x.jsx)(`input`,{"aria-label":r(`ask-rate-what`),placeholder:r(`ask-rate-what`),value:d,maxLength:1e3,onChange:e=>m(e.target.value),autoFocus:!0}),(0,x.jsx)(a,{small:!0,type:`submit`,children:r(`ask-rate-send`)})]}),h&&!l&&(0,x.jsx)(`span`,{className:`soft small`,role:`status`,children:r(`ask-rate-thanks`)}),o&&(0,x.jsx)(p,{error:o}),s?.ratePrompt.userErrors.map(e=>(0,x.jsx)(p,{error:e.message},e.code))]})}var W={stages:`_stages_1rncz_1`,done:`_done_1rncz_4`,now:`_now_1rncz_5`,pulse:`_pulse_1rncz_1`},G=[`PLANNING`,`SEARCHING`,`RERANKING`,`LOOKING`,`WRITING`];function K({stage:e}){let t=n(),r=G.indexOf(e);return(0,x.jsxs)(`div`,{className:W.stages,children:[(0,x.jsxs)(`p`,{role:`status`,children:[t(`ask-stage-${e.toLowerCase()}`),` …`]}),(0,x.jsx)(`ol`,{"aria-hidden":`true`,children:G.map((e,t)=>(0,x.jsx)(`li`,{className:t<r?W.done:t===r?W.now:``},e))})]})}function q(e){return e===`QUEUED`||e===`RUNNING`}function J(e,t,n){return(n||t.stage===`QUEUED`?``:e)+t.textDelta}function Y(e,t){let n=r(),[i,a]=(0,R.useState)({stage:`QUEUED`,text:``}),[o,s]=(0,R.useState)(null),[c,l]=(0,R.useState)(null),u=g({query:P,subject:e,variables:q(t)?t=>({id:e,after:t?.promptProgress.sequence??null}):null,next:({promptProgress:e})=>{a(t=>({stage:e.stage,text:J(t.text,e,c===null)})),l(e.sequence)},complete:()=>{n.query({query:N,variables:{id:e},fetchPolicy:`network-only`}).catch(s)},fail:s});return q(t)?{...i,isUp:u,failure:o}:null}var X=s(`
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
      video {
        id
        timezone
      }
      ...CitationCard
    }
    coverage {
      ...CoverageNote
    }
  }
`);function Z({history:e,moment:t,onMoment:r,onAsk:i}){let o=n(),s=_(X,e),l=Y(s.id,s.status),[u,d]=c(F),f=e=>{let t=s.citations.find(t=>t.number===e);t&&r(T(t))};return(0,x.jsxs)(`article`,{className:v.answer,"aria-label":s.prompt,children:[(0,x.jsx)(`p`,{className:v.question,children:s.prompt}),l?(0,x.jsxs)(`div`,{className:v.writing,"aria-busy":`true`,children:[(0,x.jsx)(K,{stage:l.stage}),!l.isUp&&(0,x.jsx)(`p`,{className:v.lost,children:o(`ask-lost-line`)}),l.failure!==null&&(0,x.jsx)(p,{error:l.failure}),l.text&&(0,x.jsx)(S,{text:l.text,numbers:[],onCite:f}),(0,x.jsx)(a,{small:!0,disabled:d.loading,onClick:()=>void u({variables:{id:s.id}}),children:o(`ask-stop`)}),d.error&&(0,x.jsx)(p,{error:d.error})]}):(0,x.jsx)(Q,{answer:s,moment:t,onMoment:r,onCite:f,onAsk:i})]})}function Q({answer:e,moment:t,onMoment:r,onCite:i,onAsk:a}){let o=n();return(0,x.jsxs)(x.Fragment,{children:[(0,x.jsx)($,{status:e.status}),e.notUnderstood.length>0&&(0,x.jsxs)(`div`,{className:v.warning,role:`note`,children:[(0,x.jsxs)(`strong`,{children:[o(`ask-not-understood`),`: `,e.notUnderstood.map(e=>`“${e}”`).join(`, `)]}),(0,x.jsx)(`p`,{children:o(`ask-not-understood-about`)})]}),e.response!==null&&(0,x.jsx)(S,{text:e.response,numbers:e.citations.map(e=>e.number),onCite:i}),e.error&&(0,x.jsx)(p,{error:e.error.message,onRetry:e.status===`FAILED`?()=>a(e.prompt):void 0}),e.citations.length>0&&(0,x.jsx)(E,{citations:e.citations,moment:t,onMoment:r}),e.status!==`FAILED`&&e.status!==`CANCELLED`&&(0,x.jsxs)(x.Fragment,{children:[(0,x.jsx)(A,{coverage:e.coverage,isAboutIt:e.status===`NOT_EXAMINED`,zone:ee(e.citations.map(e=>e.video.timezone))}),e.interpretation!==null&&(0,x.jsxs)(`p`,{className:`soft small`,children:[o(`ask-understood`),`: `,e.interpretation]}),e.degraded.length>0&&(0,x.jsxs)(`p`,{className:v.degraded,children:[(0,x.jsx)(f,{name:`warning`,size:16}),` `,o(`ask-degraded`,{what:e.degraded.join(`, `)})]}),(0,x.jsxs)(`div`,{className:v.tools,children:[(0,x.jsx)(U,{id:e.id,rating:e.rating}),(0,x.jsx)(B,{id:e.id})]})]})]})}function $({status:e}){let t=n(),r={NOT_FOUND:`ask-not-found`,NOT_EXAMINED:`ask-not-examined-status`,CANCELLED:`ask-cancelled`,FAILED:`ask-failed`}[e];return r===void 0?null:(0,x.jsx)(`p`,{className:`${v.verdict} ${v[e.toLowerCase()]??``}`,children:t(r)})}function ee(e){return new Set(e).size===1?e[0]??null:null}export{_ as i,M as n,S as r,Z as t};