import{n as e}from"./rolldown-runtime-WkwZ5CU-.js";import{d as t,f as n,g as r,h as i,i as a,l as o,p as s,t as c,u as l}from"./index-THspMjen.js";import{E as u,_ as d,at as f,ct as p,g as m,ht as h,m as g,o as _,ot as v,p as y,r as b,s as x,t as S,w as C}from"./gql-CNhOEkYV.js";import{n as w,t as T}from"./TimeText-CLAFhdAA.js";import{t as E}from"./ErrorNote-BUykF4kj.js";import{t as ee}from"./Page-CXaViNtj.js";import{a as D,i as te,n as ne,o as re,r as ie,t as ae}from"./useFootage-DiBduD9I.js";import{i as O,n as k,r as A,t as oe}from"./Answer-DO0WbQ1V.js";import{t as se}from"./useStream-Qr_8AGg2.js";var j=e(h(),1),M;function ce(){}function le(){return M||=j.createContext(null),j.useCallback(()=>{let e=console.error;try{return console.error=ce,j.useContext(M),!0}catch{return!1}finally{console.error=e}},[])}var ue=[`refetch`,`fetchMore`,`updateQuery`,`startPolling`,`stopPolling`,`subscribeToMore`],de=function(e,t){let n=v(t?.client),r=j.useRef(void 0),i=j.useRef(void 0),a=j.useRef(()=>{}),o=m(()=>t,[t]),s=le();function c(){return n.watchQuery({...t,query:e,initialFetchPolicy:t?.fetchPolicy,fetchPolicy:`standby`,[C]:!0})}let[l,u]=j.useState(n),[d,h]=j.useState(c);l!==n&&(u(n),h(c()));let _=j.useCallback((e,t)=>{let n=i.current?.data;n&&!f(n,e.data)&&(r.current=n),i.current=e,t()},[]),y=g(j.useCallback(e=>{a.current=e;let t=d.subscribe(t=>{f(i.current,t)||_(t,e)});return()=>{t.unsubscribe()}},[d,_]),()=>i.current||N,()=>N),b=j.useMemo(()=>{let e={};for(let t of ue)e[t]=function(...e){return p(i.current,31,t),d[t](...e)};return e},[d]);j.useEffect(()=>{let n={query:e,errorPolicy:o?.errorPolicy,refetchOn:o?.refetchOn,refetchWritePolicy:o?.refetchWritePolicy,returnPartialData:o?.returnPartialData,notifyOnNetworkStatusChange:o?.notifyOnNetworkStatusChange,pollInterval:o?.pollInterval,nextFetchPolicy:t?.nextFetchPolicy,skipPollAttempt:t?.skipPollAttempt};d.options.fetchPolicy!==`standby`&&o?.fetchPolicy&&(n.fetchPolicy=o.fetchPolicy),d.applyOptions(n)},[e,d,o,t?.nextFetchPolicy,t?.skipPollAttempt]);let x=j.useCallback((...e)=>{p(!s(),32);let[t]=e,n=d.options.fetchPolicy;n===`standby`&&(n=d.options.initialFetchPolicy);let r=i.current,o=d.variables,c=d.reobserve({fetchPolicy:n,variables:t?.variables,context:t?.context??{}});return d.options.notifyOnNetworkStatusChange&&i.current===r&&!f(d.variables,o)&&(i.current&&={...i.current},a.current()),c},[d,s]),S=j.useRef(x);return re(()=>{S.current=x}),[j.useCallback((...e)=>S.current(...e),[]),j.useMemo(()=>{let{partial:e,...t}=y;return{...b,...t,client:n,previousData:r.current,variables:d.variables,observable:d,called:!!i.current}},[n,y,b,d])]},N=u({data:void 0,dataState:`empty`,loading:!1,networkStatus:d.ready,partial:!0}),P=S(`
  query Videos($filter: VideoFilter, $after: String) {
    videos(first: 24, after: $after, filter: $filter, orderBy: NEWEST_FIRST) {
      totalCount
      pageInfo {
        hasNextPage
        endCursor
      }
      edges {
        node {
          id
          ...VideoCard
        }
      }
    }
  }
`),F=S(`
  query VideoPage($id: ID!) {
    video(id: $id) {
      id
      name
      camera
      timezone
      recordedAt
      status
      durationSeconds
      frameRate
      width
      height
      thumbnailUrl
      failure {
        code
        message
      }
      gaps {
        startSeconds
        endSeconds
        reason
      }
      events(first: 100, orderBy: EARLIEST_FIRST) {
        totalCount
        pageInfo {
          hasNextPage
          endCursor
        }
        edges {
          node {
            id
            ...LaneEvent
          }
        }
      }
      summary {
        ...SummaryText
      }
    }
  }
`),I=S(`
  query VideoEvents($id: ID!, $after: String) {
    video(id: $id) {
      id
      events(first: 100, after: $after, orderBy: EARLIEST_FIRST) {
        pageInfo {
          hasNextPage
          endCursor
        }
        edges {
          node {
            id
            ...LaneEvent
          }
        }
      }
    }
  }
`),L=S(`
  query VideoTracks($id: ID!) {
    video(id: $id) {
      id
      tracks {
        trackId
        seconds
        boxes {
          x
          y
          width
          height
        }
      }
    }
  }
`),R=S(`
  query VideoStoryboard($id: ID!) {
    video(id: $id) {
      id
      storyboard {
        url
        columns
        rows
        tileWidth
        tileHeight
        secondsPerTile
        tiles
      }
    }
  }
`),z=S(`
  query VideoDownload($id: ID!) {
    video(id: $id) {
      id
      downloadUrl
    }
  }
`),B=S(`
  mutation VideoClip($id: ID!, $from: Float!, $to: Float!, $exact: Boolean!) {
    exportClip(videoId: $id, startSeconds: $from, endSeconds: $to, exact: $exact) {
      url
      startSeconds
      endSeconds
      sizeBytes
      encoded
      omitted
      userErrors {
        code
        message
      }
    }
  }
`),V=S(`
  mutation VideoChat($input: VlmChatInput!) {
    vlmChat(input: $input) {
      session {
        id
      }
      history {
        id
        ...Answer
      }
      userErrors {
        code
        message
        field
      }
    }
  }
`),H=S(`
  mutation VideoSummarize($id: ID!, $regenerate: Boolean!) {
    generateSummary(videoId: $id, regenerate: $regenerate) {
      video {
        id
        summary {
          ...SummaryText
        }
      }
      userErrors {
        code
        message
      }
    }
  }
`),fe=S(`
  query VideoSummary($id: ID!) {
    video(id: $id) {
      id
      summary {
        ...SummaryText
      }
    }
  }
`),pe=S(`
  subscription VideoSummaryProgress($id: ID!, $after: Int) {
    summaryProgress(videoId: $id, afterSequence: $after) {
      sequence
      status
      stage
      percent
      textDelta
    }
  }
`),U={search:`_search_kihaz_1`,grid:`_grid_kihaz_2`,card:`_card_kihaz_3`,picture:`_picture_kihaz_5`,length:`_length_kihaz_7`,text:`_text_kihaz_8`},W=x(),me=S(`
  fragment VideoCard on Video {
    id
    name
    camera
    timezone
    recordedAt
    createdAt
    status
    durationSeconds
    thumbnailUrl
    majorEvent {
      id
      type
    }
  }
`);function he(){let e=_(),[n,r]=(0,j.useState)(``),[i,s]=(0,j.useState)(``),{data:c,error:l,loading:u,refetch:d,fetchMore:f}=y(P,{variables:{filter:i?{text:i}:{},after:null},fetchPolicy:`cache-and-network`}),p=c?.videos.edges.map(e=>e.node)??[],m=c?.videos.pageInfo;return(0,W.jsxs)(ee,{title:e(`view-videos`),children:[(0,W.jsx)(`form`,{role:`search`,onSubmit:e=>{e.preventDefault(),s(n.trim())},children:(0,W.jsx)(`input`,{"data-main-box":!0,type:`search`,className:U.search,"aria-label":e(`videos-search`),placeholder:e(`videos-search`),value:n,maxLength:200,onChange:e=>r(e.target.value)})}),l&&(0,W.jsx)(E,{error:l,onRetry:()=>void d()}),u&&!c&&(0,W.jsx)(o,{}),c&&p.length===0&&(0,W.jsx)(a,{title:e(i?`videos-none-fit`:`videos-none`),about:e(i?`videos-none-fit-how`:`videos-none-how`),children:!i&&(0,W.jsx)(t,{to:`/uploads`,children:e(`ask-go-upload`)})}),(0,W.jsx)(`ul`,{className:U.grid,children:p.map(e=>(0,W.jsx)(`li`,{children:(0,W.jsx)(ge,{video:e})},e.id))}),m?.hasNextPage&&(0,W.jsx)(b,{disabled:u,onClick:()=>void f({variables:{after:m.endCursor}}),children:e(`videos-more`)})]})}function ge({video:e}){let n=_(),r=O(me,e);return(0,W.jsxs)(t,{to:`/videos/${r.id}`,className:U.card,children:[(0,W.jsxs)(`span`,{className:U.picture,children:[(0,W.jsx)(te,{url:r.thumbnailUrl,alt:``}),r.durationSeconds!==null&&(0,W.jsx)(`span`,{className:U.length,children:w(r.durationSeconds)})]}),(0,W.jsxs)(`span`,{className:U.text,children:[(0,W.jsx)(`strong`,{children:r.name}),(0,W.jsxs)(`span`,{className:`soft small`,children:[(0,W.jsx)(T,{at:r.recordedAt??r.createdAt,zone:r.timezone}),r.camera!==null&&(0,W.jsxs)(W.Fragment,{children:[` · `,r.camera]})]}),(0,W.jsx)(`span`,{className:`small`,children:r.status===`READY`?r.majorEvent?n(`type-${r.majorEvent.type.toLowerCase()}`):n(`videos-no-events`):n(`status-${r.status.toLowerCase()}`)})]})]})}var G={chat:`_chat_5qi2n_1`,form:`_form_5qi2n_2`,here:`_here_5qi2n_4`},K=2;function _e({videoId:e,now:t,duration:n,onSeek:r}){let i=_(),a=v(),[o,s]=(0,j.useState)(``),[c,l]=(0,j.useState)(!0),[u,d]=(0,j.useState)(null),[f,{data:p,error:m,loading:h}]=D(V),g=y(k,{variables:{id:u??``},skip:u===null}).data?.promptSession?.histories.edges.map(e=>e.node)??[],x=async r=>{let i=c?{from:Math.max(0,t-K),to:Math.min(n,t+K)}:null,o={text:r.trim(),videoId:e,wait:!1,sessionId:u,seconds:i},l=(await f({variables:{input:o}}).catch(()=>null))?.data?.vlmChat;l?.session&&(s(``),u===null?d(l.session.id):await a.refetchQueries({include:[k]}))};return(0,W.jsxs)(`section`,{className:G.chat,"aria-label":i(`chat-title`),children:[(0,W.jsx)(`h2`,{children:i(`chat-title`)}),g.map(e=>(0,W.jsx)(oe,{history:e,moment:null,onMoment:e=>r(e.startSeconds),onAsk:e=>void x(e)},e.id)),g.length===0&&(0,W.jsx)(`p`,{className:`soft small`,children:i(`chat-how`)}),(0,W.jsxs)(`form`,{onSubmit:e=>{e.preventDefault(),o.trim()&&!h&&x(o)},className:G.form,children:[(0,W.jsx)(`label`,{className:`hidden`,htmlFor:`chat-box`,children:i(`chat-title`)}),(0,W.jsx)(`input`,{id:`chat-box`,"data-main-box":!0,placeholder:i(`chat-placeholder`),value:o,maxLength:2e3,autoComplete:`off`,onChange:e=>s(e.target.value)}),(0,W.jsx)(b,{kind:`primary`,type:`submit`,disabled:h||!o.trim(),children:i(`ask-send`)})]}),(0,W.jsxs)(`label`,{className:G.here,children:[(0,W.jsx)(`input`,{type:`checkbox`,checked:c,onChange:e=>l(e.target.checked)}),i(`chat-here`,{at:w(t)})]}),m&&(0,W.jsx)(E,{error:m}),p?.vlmChat.userErrors.map(e=>(0,W.jsx)(E,{error:e.message},e.code))]})}var q={bar:`_bar_15pvl_1`,done:`_done_15pvl_4`};function ve({videoId:e,duration:t,now:n,range:r,onRange:i}){let a=_(),[o,s]=(0,j.useState)(!1),[c,{data:u,error:d,loading:f,reset:p}]=D(B),m=u?.exportClip,h=t=>{t.preventDefault(),r&&c({variables:{id:e,from:r.from,to:r.to,exact:o}}).catch(()=>void 0)},g=(e,t)=>{let n=Number(t);r&&Number.isFinite(n)&&i({...r,[e]:n})};return r?(0,W.jsxs)(`form`,{className:q.bar,onSubmit:h,children:[(0,W.jsxs)(`label`,{children:[a(`ask-scope-from`),(0,W.jsx)(`input`,{type:`number`,min:0,max:t,step:.1,value:r.from.toFixed(1),onChange:e=>g(`from`,e.target.value)})]}),(0,W.jsxs)(`label`,{children:[a(`ask-scope-to`),(0,W.jsx)(`input`,{type:`number`,min:0,max:t,step:.1,value:r.to.toFixed(1),onChange:e=>g(`to`,e.target.value)})]}),(0,W.jsx)(`span`,{className:`soft small`,children:a(`clip-length`,{length:w(r.to-r.from)})}),(0,W.jsxs)(`label`,{className:q.exact,children:[(0,W.jsx)(`input`,{type:`checkbox`,checked:o,onChange:e=>s(e.target.checked)}),a(`clip-exact`)]}),(0,W.jsx)(b,{small:!0,kind:`primary`,type:`submit`,disabled:f||r.to<=r.from,children:a(f?`clip-cutting`:`clip-cut`)}),(0,W.jsx)(b,{small:!0,kind:`quiet`,onClick:()=>{i(null),p()},children:a(`cancel`)}),d&&(0,W.jsx)(E,{error:d}),m?.userErrors.map(e=>(0,W.jsx)(E,{error:e.message},e.code)),m?.url&&(0,W.jsxs)(`p`,{className:q.done,role:`status`,children:[(0,W.jsxs)(`a`,{href:m.url,download:!0,target:`_blank`,rel:`noreferrer`,children:[(0,W.jsx)(l,{name:`download`,size:16}),` `,a(`clip-ready`,{from:w(m.startSeconds??0),to:w(m.endSeconds??0),size:Math.max(1,Math.round((m.sizeBytes??0)/1e3))})]}),!m.encoded&&(0,W.jsx)(`span`,{className:`soft small`,children:a(`clip-key-frame`)}),m.omitted?.length?(0,W.jsx)(`span`,{className:`soft small`,children:a(`clip-omitted`,{what:m.omitted.join(`, `)})}):null]})]}):(0,W.jsxs)(`div`,{className:q.bar,children:[(0,W.jsxs)(b,{small:!0,disabled:t<=0,onClick:()=>i({from:Math.max(0,n-5),to:Math.min(t,n+5)}),children:[(0,W.jsx)(l,{name:`clip`,size:16}),` `,a(`clip-start`)]}),(0,W.jsx)(`span`,{className:`soft small`,children:a(`clip-how`)})]})}function ye({id:e}){let t=_(),[n,{error:r,loading:i}]=de(z,{fetchPolicy:`no-cache`}),a=async()=>{let t=(await n({variables:{id:e}}).catch(()=>null))?.data?.video?.downloadUrl;t&&window.location.assign(t)};return(0,W.jsxs)(W.Fragment,{children:[(0,W.jsxs)(b,{small:!0,disabled:i,onClick:()=>void a(),children:[(0,W.jsx)(l,{name:`download`,size:16}),` `,t(`video-download`)]}),r&&(0,W.jsx)(E,{error:r})]})}function J(e,t,n){let r=e.map(e=>e.startSeconds).sort((e,t)=>e-t);return(n>0?r.find(e=>e>t+.05):r.findLast(e=>e<t-.3))??null}function Y(e,t,n){let r=e=>Math.min(Math.max(e,0),n),[i,a]=[r(Math.min(e,t)),r(Math.max(e,t))];return a-i>=.3?{from:Math.round(i*10)/10,to:Math.round(a*10)/10}:null}function be(e){let t=new Map;for(let n of e)t.set(n.type,[...t.get(n.type)??[],n]);return[...t]}var X={lane:`_lane_1626g_1`,names:`_names_1626g_2`,track:`_track_1626g_4`,row:`_row_1626g_5`,event:`_event_1626g_6`,serious:`_serious_1626g_7`,empty:`_empty_1626g_8`,gap:`_gap_1626g_9`,range:`_range_1626g_10`,now:`_now_1626g_11`,scale:`_scale_1626g_12`,preview:`_preview_1626g_13`,tile:`_tile_1626g_15`},Z=160;function xe({videoId:e,seconds:t,left:n}){let{data:r}=y(R,{variables:{id:e}}),i=r?.video?.storyboard,a=i?Math.min(i.tiles-1,Math.floor(t/i.secondsPerTile)):0;return(0,W.jsxs)(`span`,{className:X.preview,style:{left:n},children:[i&&(0,W.jsx)(`span`,{className:X.tile,style:{width:Z,height:Z*i.tileHeight/i.tileWidth,backgroundImage:`url(${JSON.stringify(i.url)})`,backgroundSize:`${String(i.columns*100)}% ${String(i.rows*100)}%`,backgroundPosition:`${String(a%i.columns/Math.max(1,i.columns-1)*100)}% ${String(Math.floor(a/i.columns)/Math.max(1,i.rows-1)*100)}%`}}),w(t)]})}var Se=S(`
  fragment LaneEvent on Event {
    id
    type
    startSeconds
    endSeconds
    boundingBox {
      x
      y
      width
      height
    }
    person {
      trackId
    }
  }
`),Ce=new Set([`FIGHTING`,`COLLAPSE`,`THEFT`,`VANDALISM`,`INTRUSION`,`LYING`,`CAMERA_TAMPERED`]);function we({videoId:e,events:t,gaps:n,duration:r,now:i,range:a,onSeek:o,onRange:s}){let c=_(),l=(0,j.useRef)(null),[u,d]=(0,j.useState)(null),[f,p]=(0,j.useState)(null);if(r<=0)return(0,W.jsx)(`p`,{className:`soft small`,children:c(`lane-none`)});let m=e=>`${String(Math.min(100,Math.max(0,e/r*100)))}%`,h=e=>{let t=l.current?.getBoundingClientRect();return t?Math.min(r,Math.max(0,(e.clientX-t.left)/t.width*r)):0},g=e=>{e.button===0&&(e.currentTarget.setPointerCapture(e.pointerId),d(h(e)))},v=e=>{let t=h(e);p(t),u!==null&&s(Y(u,t,r)??a)},y=e=>{let t=h(e);u!==null&&Y(u,t,r)===null&&o(t),d(null)},b=e=>{let t={ArrowLeft:-1,ArrowRight:1,PageDown:-10,PageUp:10}[e.key];t!==void 0&&(e.preventDefault(),o(Math.min(r,Math.max(0,i+t))))},x=be(t);return(0,W.jsxs)(`div`,{className:X.lane,children:[(0,W.jsx)(`ul`,{className:X.names,children:x.map(([e])=>(0,W.jsx)(`li`,{children:c(`type-${e.toLowerCase()}`)},e))}),(0,W.jsxs)(`div`,{ref:l,className:X.track,role:`slider`,tabIndex:0,"aria-label":c(`lane-title`),"aria-valuemin":0,"aria-valuemax":Math.round(r),"aria-valuenow":Math.round(i),"aria-valuetext":`${w(i)} / ${w(r)}`,onPointerDown:g,onPointerMove:v,onPointerUp:y,onPointerLeave:()=>p(null),onKeyDown:b,children:[x.map(([e,t])=>(0,W.jsx)(`div`,{className:X.row,children:t.map(t=>(0,W.jsx)(`span`,{className:`${X.event} ${Ce.has(e)?X.serious:``}`,title:`${c(`type-${e.toLowerCase()}`)} ${w(t.startSeconds)}`,style:{left:m(t.startSeconds),width:m(t.endSeconds-t.startSeconds)}},t.id))},e)),x.length===0&&(0,W.jsx)(`p`,{className:X.empty,children:c(`videos-no-events`)}),n.map(({startSeconds:e,endSeconds:t,reason:n},r)=>(0,W.jsx)(`span`,{className:X.gap,title:c(`gap-${n.toLowerCase()}`),style:{left:m(e??0),width:m((t??0)-(e??0))}},r)),a&&(0,W.jsx)(`span`,{className:X.range,style:{left:m(a.from),width:m(a.to-a.from)}}),(0,W.jsx)(`span`,{className:X.now,style:{left:m(i)}}),f!==null&&(0,W.jsx)(xe,{videoId:e,seconds:f,left:m(f)})]}),(0,W.jsx)(`span`,{}),(0,W.jsxs)(`div`,{className:X.scale,children:[(0,W.jsx)(`span`,{children:w(0)}),(0,W.jsx)(`span`,{children:w(r/2)}),(0,W.jsx)(`span`,{children:w(r)})]})]})}var Te=S(`
  fragment SummaryText on Summary {
    status
    headline
    text
    citations {
      number
      startSeconds
    }
  }
`);function Ee({videoId:e,summary:t,onSeek:n}){let r=_(),i=v(),a=O(Te,t),[o,{data:s,error:c,loading:l}]=D(H),[u,d]=(0,j.useState)({text:``,percent:0,sequence:null}),[f,p]=(0,j.useState)(null),m=a?.status===`QUEUED`||a?.status===`GENERATING`;se({query:pe,subject:e,variables:m?t=>({id:e,after:t?.summaryProgress.sequence??null}):null,next:({summaryProgress:e},t)=>d(n=>({text:(t&&n.sequence===null||e.stage===`QUEUED`?``:n.text)+e.textDelta,percent:e.percent,sequence:e.sequence})),complete:()=>void i.query({query:fe,variables:{id:e},fetchPolicy:`network-only`}).catch(p),fail:p});let h=t=>{d({text:``,percent:0,sequence:null}),o({variables:{id:e,regenerate:t}}).catch(()=>void 0)},g=a?.citations.map(e=>e.number)??[],y=e=>{let t=a?.citations.find(t=>t.number===e);t&&n(t.startSeconds)};return(0,W.jsxs)(`section`,{className:G.chat,"aria-label":r(`summary-title`),children:[(0,W.jsx)(`h2`,{children:r(`summary-title`)}),m?(0,W.jsxs)(W.Fragment,{children:[(0,W.jsx)(`p`,{role:`status`,className:`soft`,children:r(`summary-writing`,{percent:u.percent})}),u.text&&(0,W.jsx)(A,{text:u.text,numbers:[],onCite:y})]}):a?.text?(0,W.jsxs)(W.Fragment,{children:[a.headline!==null&&(0,W.jsx)(`strong`,{children:a.headline}),(0,W.jsx)(A,{text:a.text,numbers:g,onCite:y})]}):(0,W.jsx)(`p`,{className:`soft small`,children:r(a?.status===`EMPTY`?`summary-empty`:`summary-none`)}),!m&&(0,W.jsx)(`div`,{children:(0,W.jsx)(b,{small:!0,disabled:l,onClick:()=>h(!!a?.text),children:r(a?.text?`summary-again`:`summary-write`)})}),c&&(0,W.jsx)(E,{error:c}),f!==null&&(0,W.jsx)(E,{error:f}),s?.generateSummary.userErrors.map(e=>(0,W.jsx)(E,{error:e.message},e.code))]})}var De=1.5;function Oe(e,t){return e.flatMap((e,n)=>{let r=Q(e.seconds,t),i=r-1,[a,o]=[e.seconds[i],e.seconds[r]],[s,c]=[e.boxes[i],e.boxes[r]],l=e.trackId;if(a===void 0||!s)return[];if(a===t||o===void 0||!c)return t-a<.25?[{...s,label:l,hue:n}]:[];if(o-a>De)return[];let u=(t-a)/(o-a),d=(e,t)=>e+(t-e)*u;return[{x:d(s.x,c.x),y:d(s.y,c.y),width:d(s.width,c.width),height:d(s.height,c.height),label:l,hue:n}]})}function Q(e,t){let[n,r]=[0,e.length];for(;n<r;){let i=n+r>>1;(e[i]??1/0)<=t?n=i+1:r=i}return n}var ke=1;function Ae(e,t){let n=e.filter(({startSeconds:e})=>t>=e-.1&&t<=e+ke),r=[...new Set(e.map(e=>e.person?.trackId??``))];return n.flatMap(({boundingBox:e,person:t})=>e?[{...e,label:t?.trackId??``,hue:r.indexOf(t?.trackId??``)}]:[])}function je(e,t){let[n,r]=(0,j.useState)(!0),[i,a]=(0,j.useState)(!1),{data:o}=y(L,{variables:{id:e},skip:!n||!i}),s=o?.video?.tracks,c=(0,j.useCallback)(e=>s?.length?Oe(s,e):Ae(t,e),[s,t]),l=(0,j.useCallback)(()=>a(!0),[]);return{boxesAt:c,on:n,toggle:(0,j.useCallback)(()=>r(e=>!e),[]),want:l}}var Me=1e3;function Ne(e){let t=v(),[n,r]=(0,j.useState)([]),{id:i,events:a}=e;return(0,j.useEffect)(()=>{let e=!0;return(async()=>{let n=[],o=a.pageInfo;for(;o.hasNextPage&&a.edges.length+n.length<Me;){let r={id:i,after:o.endCursor},a=(await t.query({query:I,variables:r,fetchPolicy:`no-cache`})).data?.video?.events;if(!a||!e)return;n.push(...a.edges),o=a.pageInfo}e&&r(n)})().catch(()=>void 0),()=>{e=!1}},[t,a,i]),(0,j.useMemo)(()=>[...a.edges,...n].map(e=>O(Se,e.node)),[a,n])}var $={page:`_page_nfa9h_1`,watch:`_watch_nfa9h_2`,beside:`_beside_nfa9h_2`,head:`_head_nfa9h_3`,tools:`_tools_nfa9h_4`,toggle:`_toggle_nfa9h_5`};function Pe(){let e=_(),{videoId:n=``}=i(),{data:r,error:s,refetch:c}=y(F,{variables:{id:n}}),l=r?.video?.name;return(0,j.useEffect)(()=>{document.title=`${l??e(`view-videos`)} · Watchgraph`},[l,e]),s&&!r?(0,W.jsx)(E,{error:s,onRetry:()=>void c()}):r?r.video?(0,W.jsx)(Fe,{video:r.video},n):(0,W.jsx)(a,{title:e(`video-gone`),about:e(`video-gone-how`),children:(0,W.jsx)(t,{to:`/videos`,children:e(`video-all`)})}):(0,W.jsx)(o,{})}function Fe({video:e}){let n=_(),[i]=r(),a=Number(i.get(`t`)??0)||0,o=ae(e.id),{footage:s}=o,l=(0,j.useRef)(null),[u,d]=(0,j.useState)(a),[f,p]=(0,j.useState)(null),[m,h]=(0,j.useState)(null),g=Ne(e),{boxesAt:v,on:y,toggle:b,want:x}=je(e.id,g),S=e.durationSeconds??0,C=(0,j.useCallback)((e,t=!0)=>{l.current?.seek(e,t),d(e),x()},[x]),w=(0,j.useEffectEvent)(t=>{if(t.ctrlKey||t.metaKey||t.altKey||c(t.target))return;let n=l.current?.now()??u,r=1/(e.frameRate??25),i={ArrowLeft:()=>C(n-5,!1),ArrowRight:()=>C(n+5,!1),",":()=>C(n-r,!1),".":()=>C(n+r,!1),j:()=>C(J(g,n,1)??n,!1),k:()=>C(J(g,n,-1)??n,!1),b,i:()=>p({from:n,to:Math.max(f?.to??0,n+1)}),o:()=>p({from:Math.min(f?.from??n-1,n-1),to:n})," ":()=>l.current?.toggle()}[t.key],a=t.target instanceof HTMLElement&&t.target.closest(`button, a, video, [role=slider]`)!==null;!i||a&&[` `,`ArrowLeft`,`ArrowRight`].includes(t.key)||(t.preventDefault(),i())});return(0,j.useEffect)(()=>{let e=e=>w(e);return window.addEventListener(`keydown`,e),()=>window.removeEventListener(`keydown`,e)},[]),(0,W.jsxs)(`div`,{className:$.page,children:[(0,W.jsxs)(`div`,{className:$.watch,children:[(0,W.jsxs)(`header`,{className:$.head,children:[(0,W.jsx)(`h1`,{children:e.name}),(0,W.jsxs)(`p`,{className:`soft`,children:[(0,W.jsx)(T,{at:e.recordedAt,zone:e.timezone,timecode:n(`video-no-time`)}),e.camera!==null&&(0,W.jsxs)(W.Fragment,{children:[` · `,e.camera]})]})]}),e.failure&&(0,W.jsx)(E,{error:e.failure.message}),s?.url&&s.url!==m?(0,W.jsx)(ne,{ref:l,footage:{...s,url:s.url},start:a,boxesAt:y?v:void 0,onTime:d,onPlay:x,onBroken:()=>h(s.url)}):(0,W.jsx)(ie,{state:o,isBroken:m!==null,frameUrl:e.thumbnailUrl}),(0,W.jsx)(we,{videoId:e.id,events:g,gaps:e.gaps,duration:S,now:u,range:f,onSeek:C,onRange:p}),e.events.totalCount>g.length&&(0,W.jsx)(`p`,{className:`soft small`,children:n(`lane-cut`,{count:g.length,all:e.events.totalCount})}),(0,W.jsxs)(`div`,{className:$.tools,children:[(0,W.jsxs)(`label`,{className:$.toggle,children:[(0,W.jsx)(`input`,{type:`checkbox`,checked:y,onChange:b}),` `,n(`video-boxes`)]}),(0,W.jsx)(t,{to:`/events?videoIds=${e.id}`,children:n(`video-events`,{count:e.events.totalCount})}),(0,W.jsx)(ye,{id:e.id})]}),(0,W.jsx)(ve,{videoId:e.id,duration:S,now:u,range:f,onRange:p})]}),(0,W.jsxs)(`div`,{className:$.beside,children:[(0,W.jsx)(Ee,{videoId:e.id,summary:e.summary,onSeek:C}),(0,W.jsx)(_e,{videoId:e.id,now:u,duration:S,onSeek:C})]})]})}function Ie(){return(0,W.jsxs)(s,{children:[(0,W.jsx)(n,{index:!0,element:(0,W.jsx)(he,{})}),(0,W.jsx)(n,{path:`:videoId`,element:(0,W.jsx)(Pe,{})})]})}export{Ie as default};